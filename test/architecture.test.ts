import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '..');

describe('the architecture rules', () => {
  it('hold for every import of the bot', () => {
    expect(violations(root)).toEqual([]);
  });

  it('find every violation that is planted', () => {
    const plants: [file: string, line: string, rule: string][] = [
      ['src/domain/one.ts', "import '../slack/ids';", 'domain-knows-no-adapter'],
      ['src/domain/two.ts', "import 'node:fs';", 'domain-knows-no-node'],
      ['src/slack/three.ts', "import type { Thing } from '../aws/thing';", 'adapters-are-strangers'],
      ['src/charts/six.ts', "import { ids } from '../slack/ids';", 'adapters-are-strangers'],
      ['src/aws/four.ts', "import '../config/load';", 'environment-has-one-reader'],
      ['src/documents/six.ts', "import type { Thing } from '../aws/thing';", 'documents-know-domain-only'],
      ['src/five.ts', "import '../infra/local/stack';", 'bot-knows-no-local-stack'],
    ];
    const folder = plant(
      Object.fromEntries(plants.map(([file, line]) => [file, `${line}\nexport const planted = 1;\n`])),
    );
    try {
      expect(violations(folder)).toEqual(plants.map(([file, , rule]) => `${file}: ${rule}`).sort());
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

/** A small tree with the targets that planted imports need. */
function plant(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'mlpipeline-architecture-'));
  const targets = {
    'package.json': '{}',
    'tsconfig.json': '{}',
    'src/slack/ids.ts': 'export const ids = 1;\n',
    'src/aws/thing.ts': 'export interface Thing { id: string }\n',
    'src/config/load.ts': 'export const load = 1;\n',
    'infra/local/stack.ts': 'export const stack = 1;\n',
  };
  for (const [path, text] of Object.entries({ ...targets, ...files })) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** Files and the rules they break. The process exits non-zero where there are any, and prints its report all the same. */
function violations(folder: string): string[] {
  const report = execFileSync(
    process.execPath,
    [
      join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
      '--config',
      join(root, '.dependency-cruiser.cjs'),
      '--output-type',
      'json',
      'src',
    ],
    { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  const { summary } = JSON.parse(report) as { summary: { violations: { from: string; rule: { name: string } }[] } };
  return summary.violations.map(({ from, rule }) => `${from}: ${rule.name}`).sort();
}
