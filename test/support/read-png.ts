import { inflateSync } from 'node:zlib';

export interface ReadPng {
  width: number;
  height: number;
  /** How many pixels there are of each colour, by `#rrggbb`. */
  colours: ReadonlyMap<string, number>;
}

const SIGNATURE = '89504e470d0a1a0a';
/** Channels by colour type: RGB and RGBA, eight bits each; resvg writes nothing else. */
const CHANNELS: Readonly<Record<number, number>> = { 2: 3, 6: 4 };

/** Decodes a picture (PNG, third edition), as far as it takes to know that it shows something. @throws where it is none */
export function readPng(bytes: Uint8Array): ReadPng {
  const png = Buffer.from(bytes);
  if (png.toString('hex', 0, 8) !== SIGNATURE) throw new Error('no PNG');
  const chunks = chunksOf(png);
  const header = chunks.find(({ type }) => type === 'IHDR')?.content ?? Buffer.alloc(13);
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const channels = CHANNELS[header[9] ?? 0];
  if (channels === undefined || header[8] !== 8) throw new Error(`colour type ${header[9]} is not read here`);
  const data = inflateSync(Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ content }) => content)));
  const pixels = unfiltered(data, width * channels, height, channels);
  const counts = new Map<number, number>();
  for (let at = 0; at < pixels.length; at += channels) {
    const colour = pixels.readUIntBE(at, 3);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const colours = new Map([...counts].map(([colour, count]) => [`#${colour.toString(16).padStart(6, '0')}`, count]));
  return { width, height, colours };
}

function chunksOf(png: Buffer): { type: string; content: Buffer }[] {
  const chunks = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    chunks.push({ type: png.toString('latin1', at + 4, at + 8), content: png.subarray(at + 8, at + 8 + length) });
    at += 12 + length;
  }
  return chunks;
}

/** Each line says how it was foretold from what is left of it and above it (PNG, "Filtering"). */
function unfiltered(data: Buffer, line: number, height: number, channels: number): Buffer {
  const pixels = Buffer.alloc(line * height);
  for (let row = 0; row < height; row += 1) {
    const from = row * (line + 1);
    const filter = data[from] ?? 0;
    for (let index = 0; index < line; index += 1) {
      const at = row * line + index;
      const left = index >= channels ? (pixels[at - channels] ?? 0) : 0;
      const up = row > 0 ? (pixels[at - line] ?? 0) : 0;
      const corner = row > 0 && index >= channels ? (pixels[at - line - channels] ?? 0) : 0;
      pixels[at] = (data[from + 1 + index] ?? 0) + foretold(filter, left, up, corner);
    }
  }
  return pixels;
}

function foretold(filter: number, left: number, up: number, corner: number): number {
  switch (filter) {
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return (left + up) >> 1;
    case 4:
      return paeth(left, up, corner);
    default:
      return 0;
  }
}

function paeth(left: number, up: number, corner: number): number {
  const toLeft = Math.abs(up - corner);
  const toUp = Math.abs(left - corner);
  const toCorner = Math.abs(left + up - corner - corner);
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}
