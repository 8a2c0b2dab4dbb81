import { extname } from 'node:path';

interface FileType {
  filetype: string;
  mimetype: string;
  pretty: string;
}

const BINARY: FileType = { filetype: 'binary', mimetype: 'application/octet-stream', pretty: 'Binary' };
const PNG: FileType = { filetype: 'png', mimetype: 'image/png', pretty: 'PNG' };
const JPG: FileType = { filetype: 'jpg', mimetype: 'image/jpeg', pretty: 'JPEG' };
const GIF: FileType = { filetype: 'gif', mimetype: 'image/gif', pretty: 'GIF' };

const BY_EXTENSION: Readonly<Record<string, FileType>> = {
  '.csv': { filetype: 'csv', mimetype: 'text/csv', pretty: 'CSV' },
  '.html': { filetype: 'html', mimetype: 'text/html', pretty: 'HTML' },
  '.json': { filetype: 'json', mimetype: 'application/json', pretty: 'JSON' },
  '.log': { filetype: 'text', mimetype: 'text/plain', pretty: 'Plain Text' },
  '.md': { filetype: 'markdown', mimetype: 'text/markdown', pretty: 'Markdown' },
  '.pdf': { filetype: 'pdf', mimetype: 'application/pdf', pretty: 'PDF' },
  '.py': { filetype: 'python', mimetype: 'text/x-python', pretty: 'Python' },
  '.svg': { filetype: 'svg', mimetype: 'image/svg+xml', pretty: 'SVG' },
  '.txt': { filetype: 'text', mimetype: 'text/plain', pretty: 'Plain Text' },
  '.yaml': { filetype: 'yaml', mimetype: 'text/yaml', pretty: 'YAML' },
  '.yml': { filetype: 'yaml', mimetype: 'text/yaml', pretty: 'YAML' },
};

const SIGNATURES: readonly (readonly [FileType, readonly number[]])[] = [
  [PNG, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  [JPG, [0xff, 0xd8, 0xff]],
  [GIF, [0x47, 0x49, 0x46, 0x38]],
];

/** Blocks show no other images (Slack, "Slack file object": png, jpg, jpeg, gif). */
const SHOWN_IN_BLOCKS = [PNG, JPG, GIF].map(({ mimetype }) => mimetype);

export const isShownInBlocks = (mimetype: string): boolean => SHOWN_IN_BLOCKS.includes(mimetype);

/** What a file is: images by how they begin, whatever they are called; everything else by its name. */
export function mimetypeOf(name: string, content: Uint8Array): string {
  const image = SIGNATURES.find(([, bytes]) => bytes.every((byte, index) => content[index] === byte));
  return (image?.[0] ?? BY_EXTENSION[extname(name).toLowerCase()] ?? BINARY).mimetype;
}

export function typeOf(mimetype: string): FileType {
  const known = [PNG, JPG, GIF, ...Object.values(BY_EXTENSION)].find((type) => type.mimetype === mimetype);
  return known ?? BINARY;
}
