import { readFileSync } from 'node:fs';

interface Locked {
  dev?: boolean;
  license?: string;
  integrity?: string;
  resolved?: string;
  link?: boolean;
  hasInstallScript?: boolean;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
}

const json = (path: string) => JSON.parse(readFileSync(path, 'utf8'));
const own: { dependencies: Record<string, string>; allowScripts: Record<string, boolean> } = json('package.json');
const { packages }: { packages: Record<string, Locked> } = json('package-lock.json');
const nameOf = (path: string): string => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** Every package that goes into production, by its folder. */
const production = Object.entries(packages).filter(([path, { dev }]) => path !== '' && !dev);

describe('what goes into production', () => {
  it('comes under licences that the project allows', () => {
    const allowed: Record<string, string> = json('scripts/allowed-licenses.json');

    const others = production.filter(([path, { license = 'none' }]) => {
      const forWhom = Object.hasOwn(allowed, license) ? allowed[license] : undefined;
      return forWhom === undefined || !nameOf(path).startsWith(forWhom);
    });

    expect(production.length).toBeGreaterThan(100);
    expect(others.map(([path, { license }]) => `${path} (${license})`)).toEqual([]);
  });

  it('is what the lock file has the checksum of, and comes from a registry', () => {
    const unchecked = production.filter(
      ([, { integrity, resolved = 'https://', link }]) =>
        !integrity?.startsWith('sha512-') || !resolved.startsWith('https://') || link,
    );

    expect(unchecked.map(([path]) => path)).toEqual([]);
    expect(Object.values(own.dependencies).filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  it('needs no install script, and those of development are not allowed to run theirs', () => {
    const withScript = Object.entries(packages).filter(([, { hasInstallScript }]) => hasInstallScript);

    expect(withScript.filter(([, { dev }]) => !dev)).toEqual([]);
    expect(own.allowScripts).toEqual(Object.fromEntries(withScript.map(([path]) => [nameOf(path), false])));
  });

  it('reaches the image as bundles, a library and fonts, and by no other way', () => {
    const [, image = ''] = readFileSync('Dockerfile', 'utf8').split(/^FROM .*(?<!AS build)$/m);

    expect(image.match(/^(COPY|ADD|RUN) .*$/gm)).toEqual(['COPY --from=build /app/image ./']);
  });

  it('is what docs/dependencies.md tells, each with the packages that it brings', () => {
    const rows = [...readFileSync('docs/dependencies.md', 'utf8').matchAll(/^\| `([^`]+)` \|[^|]+\| (\d+) \|/gm)];

    const told = rows.map(([, name, count]) => [name, Number(count)]);

    expect(told).toEqual(Object.keys(own.dependencies).map((name) => [name, broughtBy(`node_modules/${name}`).size]));
  });
});

/** The folders of a package and of all that it needs, peers included. */
function broughtBy(path: string, found = new Set<string>()): Set<string> {
  const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } = packages[path] ?? {};
  if (found.has(path)) return found;
  found.add(path);
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
    const needed = peerDependenciesMeta?.[name]?.optional ? undefined : folderOf(name, path);
    if (needed) broughtBy(needed, found);
  }
  return found;
}

/** Where a package finds another: in its own folder, or in one around it. */
function folderOf(name: string, from: string): string | undefined {
  const here = `${from === '' ? '' : `${from}/`}node_modules/${name}`;
  if (here in packages) return here;
  return from === '' ? undefined : folderOf(name, from.slice(0, Math.max(from.lastIndexOf('/node_modules/'), 0)));
}
