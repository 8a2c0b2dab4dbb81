import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/**
 * Tries src/domain with mutants, or the part that is named (`npm run mutation -- --mutate 'src/domain/audit/**'`), and
 * writes the table of docs/mutation.md from what Stryker knows then: of parts that were not tried now what it found of them
 * before. With --table-only nothing is tried.
 */
const REPORT = '.mlpipeline/mutation/report.json';
const DOCUMENT = 'docs/mutation.md';
const ROOT = 'src/domain/';

const options = process.argv.slice(2);
if (!options.includes('--table-only')) {
  const { status } = spawnSync('npx', ['stryker', 'run', ...options], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
if (!existsSync(REPORT)) throw new Error(`there is no ${REPORT}: run it without --table-only first`);
const table = tableOf(JSON.parse(readFileSync(REPORT, 'utf8')).files);
process.stdout.write(`${table}\n`);
const made = /(?<=<!-- Made by `npm run mutation`. -->\n).*(?=\n<!-- Made until here. -->)/s;
writeFileSync(
  DOCUMENT,
  readFileSync(DOCUMENT, 'utf8').replace(made, () => table),
);

/** One line for each folder of src/domain, and one for all. */
function tableOf(files) {
  const folders = new Map();
  for (const [path, { mutants }] of Object.entries(files)) {
    const [folder, ...rest] = path.slice(ROOT.length).split('/');
    const name = rest.length > 0 ? `${folder}/` : 'beside the folders';
    folders.set(name, [...(folders.get(name) ?? []), ...mutants]);
  }
  const rows = [...folders].sort(([one], [other]) => one.localeCompare(other));
  return [
    '| src/domain/ | mutants | killed | survived | no coverage | timeout | static, left out | score |',
    '|---|---|---|---|---|---|---|---|',
    ...rows.map(([name, mutants]) => row(name, mutants)),
    row('**all**', [...folders.values()].flat()),
  ].join('\n');
}

/** The score is Stryker's: what was found, by failing tests or by hanging, of all that was tried. */
function row(name, mutants) {
  const count = (status) => mutants.filter((mutant) => mutant.status === status).length;
  const counted = ['Killed', 'Survived', 'NoCoverage', 'Timeout', 'Ignored'].map(count);
  const [killed, survived, uncovered, timedOut, ignored] = counted;
  const others = mutants.length - counted.reduce((sum, each) => sum + each, 0);
  if (others > 0) throw new Error(`${others} mutants of ${name} have a status that the table has no column for`);
  const found = killed + timedOut;
  const score = ((100 * found) / (found + survived + uncovered)).toFixed(1);
  return `| ${name} | ${mutants.length} | ${killed} | ${survived} | ${uncovered} | ${timedOut} | ${ignored} | ${score} % |`;
}
