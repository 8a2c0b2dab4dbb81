import { copyFile, mkdir, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, posix, resolve } from 'node:path';
import { minimatch } from 'minimatch';
import type { FileSelection } from './buildspec';

/** Files of a build as a buildspec selects them, e.g. for its artifact. */
export interface SelectedFiles {
  /** Absolute. */
  baseDirectory: string;
  /** Relative to the base directory, with `/`, in alphabetical order. */
  paths: string[];
}

/** A selection that cannot be made; the message is CodeBuild's. Phase context CLIENT_ERROR. */
export class FileSelectionError extends Error {}

/**
 * Files that match the patterns; names with a leading dot match like any other. Variables of the build are expanded in
 * the patterns and in the base directory.
 * @throws FileSelectionError where the base directory does not exist
 */
export async function selectFiles(
  { files, baseDirectory, excludePaths }: FileSelection,
  sourceDirectory: string,
  environment: Readonly<Record<string, string>>,
): Promise<SelectedFiles> {
  const expanded = (pattern: string) => posix.normalize(expandVariables(pattern, environment));
  const base = resolve(sourceDirectory, expanded(baseDirectory));
  const exists = await stat(base).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!exists) throw new FileSelectionError(`no matching base directory path found for ${baseDirectory}`);

  const matches = (path: string) => (pattern: string) => minimatch(path, expanded(pattern), { dot: true });
  const all = await filesBelow(base);
  const paths = all.filter((path) => files.some(matches(path)) && !excludePaths.some(matches(path)));
  return { baseDirectory: base, paths: paths.sort() };
}

/** Copies files into a folder; with `discardPaths` all of them directly into it. */
export async function copyFiles({ baseDirectory, paths }: SelectedFiles, target: string, discardPaths: boolean) {
  for (const path of paths) {
    const copy = join(target, discardPaths ? basename(path) : path);
    await mkdir(dirname(copy), { recursive: true });
    await copyFile(join(baseDirectory, path), copy);
  }
}

/** Replaces `$NAME` and `${NAME}`; unset variables are empty, as in a shell. */
export function expandVariables(text: string, environment: Readonly<Record<string, string>>): string {
  return text.replace(/\$(?:(\w+)|\{(\w+)\})/g, (_, bare?: string, braced?: string) => {
    return environment[bare ?? braced ?? ''] ?? '';
  });
}

/** Links to files count as files; links to folders are not followed, so a link cannot make the walk endless. */
async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = await Promise.all(
    entries.map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      const isFile = entry.isFile() || (entry.isSymbolicLink() && (await isLinkToFile(path)));
      return isFile ? [path.slice(directory.length + 1)] : [];
    }),
  );
  return paths.flat();
}

async function isLinkToFile(path: string): Promise<boolean> {
  return stat(path).then(
    (target) => target.isFile(),
    () => false,
  );
}
