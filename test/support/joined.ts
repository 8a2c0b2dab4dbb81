import { join } from 'node:path';
import { ROOT, suitesOf } from './joined-suites';

/**
 * Runs the suites of a group in this file, each inside a `describe` of its path, and leaves none anything of another:
 * neither a clock nor a spy nor a variable of the environment.
 *
 * @param group a name of GROUPS
 */
export function joined(group: string): void {
  for (const suite of suitesOf(group)) describe(suite, () => isolated(join(ROOT, suite)));
}

/** What a suite sets in the environment while it is loaded or runs is set while it runs. */
function isolated(suite: string): void {
  const before = { ...process.env };
  let loaded = before;
  beforeAll(() => setEnvironment(loaded));

  require(suite);
  loaded = { ...process.env };
  setEnvironment(before);

  afterAll(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
    setEnvironment(before);
  });
}

function setEnvironment(environment: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
  Object.assign(process.env, environment);
}
