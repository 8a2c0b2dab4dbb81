import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Bundles the bot into dist/main.js, what draws its charts into dist/render-chart.js, which is read when the first is drawn,
 * and its health check into dist/health-check.js. They need Node and, for charts, what KEPT_OUTSIDE names in node_modules.
 * Not minified, so that stack traces tell.
 * With --if-changed only where one of our files that went into the last bundle, or a package, has changed since.
 */
const OUTPUTS = ['dist/main.js', 'dist/render-chart.js', 'dist/health-check.js'];
const STAMP = 'dist/main.inputs.json';
/** The folders of the packages that went into the bundles: third-party-licenses.mjs has their terms. */
const PACKAGES = 'dist/main.packages.json';
/** What decides about a bundle beside our own files in it: packages change with the lock file. */
const RULES = ['package-lock.json', 'tsconfig.json', 'scripts/build.mjs'];

/**
 * Maps our own sources line by line, and a package's file as a whole, to its first line. Undici makes an error for every
 * connection that was idle for long, and Node reads the whole map for the first of them: with every line of the packages
 * in it, that was a quarter of what a bot does in its first minute.
 */
const onlyOwnSourcesMapped = {
  name: 'only-own-sources-mapped',
  setup({ onLoad }) {
    const firstLine = Buffer.from('{"version":3,"sources":[""],"mappings":"AAAA"}').toString('base64');
    onLoad({ filter: /[\\/]node_modules[\\/].*\.[cm]?js$/ }, async ({ path }) => ({
      contents: `${await readFile(path, 'utf8')}\n//# sourceMappingURL=data:application/json;base64,${firstLine}`,
      loader: 'js',
    }));
  },
};

/** A native library, and fonts, which it reads as files. Dockerfile and third-party-licenses.mjs name them too. */
const KEPT_OUTSIDE = ['@resvg/resvg-js', '@expo-google-fonts/inter/*'];

/** Colours for a terminal, which `debug` takes where it finds them: among the packages of development, so not in the bundle. */
const NOT_FOR_PRODUCTION = ['supports-color'];

/** Who asks for the drawing of charts finds its bundle beside main.js. */
const inBundleOfItsOwn = {
  name: 'in a bundle of its own',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/render-chart$/ }, () => ({ path: './render-chart.js', external: true }));
  },
};

if (!process.argv.includes('--if-changed') || !(await isFresh())) await bundle();

async function bundle() {
  // Every start of the local stack asks whether the bundle is fresh, and mostly it is.
  const { build } = await import('esbuild');
  const { outputFiles, metafile } = await build({
    entryPoints: ['src/main.ts', 'src/charts/render-chart.ts', 'src/health-check.ts'],
    entryNames: '[name]',
    external: [...KEPT_OUTSIDE, ...NOT_FOR_PRODUCTION],
    plugins: [inBundleOfItsOwn, onlyOwnSourcesMapped],
    outdir: 'dist',
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // Packages as modules where they are: of the AWS SDK's, a fifth less is left to read at every start, and 20 MB to keep.
    mainFields: ['module', 'main'],
    sourcemap: true,
    // With them a bot reads half a second longer before its first stack trace, which needs names and lines only.
    sourcesContent: false,
    logLevel: 'warning',
    write: false,
    metafile: true,
  });
  const inputs = Object.keys(metafile.inputs);
  const own = inputs.filter((path) => !path.startsWith('node_modules/'));
  const packages = inputs.flatMap((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []);
  const stamps = await stampsOf([...own, ...RULES]);
  for (const { path, contents } of outputFiles) await put(path, contents);
  await put(PACKAGES, JSON.stringify([...new Set(packages)].sort()));
  await put(STAMP, JSON.stringify(stamps));
}

/** Whether every file is as it was when the bundle was made. */
async function isFresh() {
  try {
    const known = JSON.parse(await readFile(STAMP, 'utf8'));
    await Promise.all([...OUTPUTS, PACKAGES].map((path) => stat(path)));
    return JSON.stringify(await stampsOf(Object.keys(known))) === JSON.stringify(known);
  } catch {
    return false; // nothing built yet, or a file is gone
  }
}

async function stampsOf(paths) {
  const stamps = await Promise.all(
    paths.map(async (path) => {
      const { mtimeMs, size } = await stat(path);
      return [path, `${mtimeMs} ${size}`];
    }),
  );
  return Object.fromEntries(stamps);
}

/** By renaming: a bot that starts at this moment reads the old file or the new one, never a half. */
async function put(path, contents) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.${process.pid}`, contents);
  await rename(`${path}.${process.pid}`, path);
}
