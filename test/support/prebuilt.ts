import { readFileSync, symlinkSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { onceInTestRun } from './once-in-test-run';

const ROOT = resolve(__dirname, '../..');

/** What tests start in processes of its own. */
const PROGRAMS = [
  'infra/local/start.ts',
  'scripts/audit.ts',
  'infra/local/models/model-server.ts',
  'test/support/queue-process.ts',
  'test/local/aws/codebuild/doomed-stack.ts',
];

/**
 * One of our programs as JavaScript, to be started by `node`. Compiling it at each of some thirty starts took most of
 * their time; here it is done once in a test run. Packages stay where they are.
 *
 * @param program path from the root of the repository, one of PROGRAMS
 */
export async function prebuilt(program: string): Promise<string> {
  const folder = await onceInTestRun('prebuilt', buildAll);
  return join(folder, program.replace(/\.ts$/, '.js'));
}

async function buildAll(folder: string): Promise<void> {
  await build({
    absWorkingDir: ROOT,
    entryPoints: PROGRAMS,
    outbase: ROOT,
    outdir: folder,
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'warning',
    plugins: [ownFolders],
  });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
}

/** A source that looks for files beside itself finds them where it lies, and not beside the bundle. */
const ownFolders: Plugin = {
  name: 'own-folders',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      if (relative(ROOT, path).startsWith('node_modules')) return undefined;
      const contents = readFileSync(path, 'utf8').replace(/\b__dirname\b/g, JSON.stringify(dirname(path)));
      return { contents, loader: 'ts' };
    });
  },
};
