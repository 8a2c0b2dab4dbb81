import { execFile } from 'node:child_process';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type LocalPerson, PEOPLE } from './identity';

const run = promisify(execFile);
const PROJECT = resolve(__dirname, '../model');
const ALL_FEATURES = '["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]';

interface SeedCommit {
  branch: string;
  author: string;
  /** Fixed, like everything that goes into a commit: its id is the same on every machine. */
  date: string;
  message: string;
  /** What differs from the previous commit, as a replacement in one file. */
  changes: { file: string; from: string; to: string }[];
}

const features = (from: string, to: string) => ({
  file: 'features.py',
  from: `FEATURES = ${from}`,
  to: `FEATURES = ${to}`,
});

const MAIN: SeedCommit[] = [
  {
    branch: 'main',
    author: 'U0EMMA',
    date: '2025-09-15T10:24:00+02:00',
    message: 'Tell penguins apart by their body mass\n\nOne feature, to have the whole way to production first.\n',
    changes: [features(ALL_FEATURES, '["body_mass_g"]')],
  },
  {
    branch: 'main',
    author: 'U0OMAR',
    date: '2025-09-18T15:41:00+02:00',
    message: 'Look at the flippers as well\n\nGentoo have the longest, and every field team measures them.\n',
    changes: [features('["body_mass_g"]', '["flipper_length_mm", "body_mass_g"]')],
  },
  {
    branch: 'main',
    author: 'U0EMMA',
    date: '2025-09-25T09:07:00+02:00',
    message: 'Add length and depth of the bill\n\nChinstraps weigh as much as Adelies; their bills are longer.\n',
    changes: [features('["flipper_length_mm", "body_mass_g"]', ALL_FEATURES)],
  },
];

const BRANCHES: SeedCommit[] = [
  {
    branch: 'regression',
    author: 'U0OMAR',
    date: '2025-09-29T11:30:00+02:00',
    message: 'Drop the length of the bill\n\nOne measurement less to take for the field teams.\n',
    changes: [features(ALL_FEATURES, '["bill_depth_mm", "flipper_length_mm", "body_mass_g"]')],
  },
  {
    branch: 'failing',
    author: 'U0EMMA',
    date: '2025-09-30T16:52:00+02:00',
    message: 'Regularise less, and name the answer as our other models do\n\nThe field is `label` in all of them.\n',
    changes: [
      { file: 'train.py', from: 'WEIGHT_DECAY = 0.01', to: 'WEIGHT_DECAY = 0.001' },
      { file: 'serve.py', from: '"species": self._classes[best]', to: '"label": self._classes[best]' },
    ],
  },
];

export interface SeedHistory {
  /** Git repository with the branches `main`, `regression` and `failing`. */
  directory: string;
  /** Commits of main, oldest first. */
  main: string[];
  /** Tips of the branches on top of main. */
  branches: { name: string; commitId: string }[];
}

/**
 * Writes the history of the sample project into an empty folder: real commits by git, in which the model of
 * `infra/model` grows feature by feature, and two branches on top, one that makes it worse and one that breaks it.
 */
export async function writeSeedHistory(directory: string): Promise<SeedHistory> {
  await git(directory, ['init', '--quiet', '--initial-branch=main']);
  await cp(PROJECT, directory, { recursive: true, filter: (path) => !/^(build|__pycache__)$/.test(basename(path)) });
  const main: string[] = [];
  for (const commit of MAIN) main.push(await write(directory, commit));

  const branches: SeedHistory['branches'] = [];
  for (const commit of BRANCHES) {
    await git(directory, ['switch', '--quiet', '--create', commit.branch, 'main']);
    branches.push({ name: commit.branch, commitId: await write(directory, commit) });
  }
  await git(directory, ['switch', '--quiet', 'main']);
  return { directory, main, branches };
}

async function write(directory: string, { author, date, message, changes }: SeedCommit): Promise<string> {
  for (const change of changes) await replace(join(directory, change.file), change.from, change.to);
  await git(directory, ['add', '--all']);
  const { name, email } = person(author);
  await git(directory, ['commit', '--quiet', '--no-verify', `--message=${message}`], {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
    GIT_COMMITTER_DATE: date,
  });
  return git(directory, ['rev-parse', 'HEAD']);
}

/** @throws Error unless the text occurs exactly once: the history must follow when the project is edited */
async function replace(path: string, from: string, to: string): Promise<void> {
  const [before, after, ...more] = (await readFile(path, 'utf8')).split(from);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`The seeded history expects once in ${basename(path)}: ${from}`);
  }
  await writeFile(path, `${before}${to}${after}`);
}

function person(id: string): LocalPerson {
  const found = PEOPLE.find((candidate) => candidate.id === id);
  if (!found) throw new Error(`no such person: ${id}`);
  return found;
}

/** Git without the settings of whoever starts the stack: hooks, signatures and line ends would change the commits. */
export async function git(directory: string, command: string[], environment: Record<string, string> = {}) {
  const settings = ['core.autocrlf=false', 'core.fileMode=false', 'commit.gpgSign=false', 'credential.helper='];
  const { stdout } = await run('git', [...settings.flatMap((setting) => ['-c', setting]), ...command], {
    cwd: directory,
    env: {
      PATH: process.env.PATH,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_DEFAULT_HASH: 'sha1',
      GIT_TERMINAL_PROMPT: '0',
      ...environment,
    },
  });
  return stdout.trim();
}
