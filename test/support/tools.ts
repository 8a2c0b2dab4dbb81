import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Programs that some suites need and a machine may lack. */
export type Tool = 'chromium' | 'java with DynamoDB Local' | 'aws';

const WHERE: Record<Tool, () => string | undefined> = {
  chromium: () =>
    firstExisting(
      process.env.CHROMIUM_PATH,
      '/usr/bin/chromium',
      '/usr/bin/chromium-browser',
      '/usr/bin/google-chrome',
    ),
  'java with DynamoDB Local': () => process.env.DYNAMODB_LOCAL_URL,
  // The interpreter that has the command line as a module (installed by apt or pip, unlike AWS's own bundle).
  aws: () => ['python3', '/usr/bin/python3'].find((python) => runs(python, '-c', 'import awscli.clidriver')),
};

/** Path of the tool (for DynamoDB Local: its address in this test run), undefined where the machine lacks it. */
const toolPath = (tool: Tool): string | undefined => WHERE[tool]();

/**
 * A suite that needs a tool. Without it the suite is skipped by name and listed at the end of `npm test`; where
 * `CI=true` a missing tool is a failure, so that nothing is skipped in silence.
 */
export function describeWith(tool: Tool, name: string, suite: (path: string) => void): void {
  const path = toolPath(tool);
  const title = `${name} [needs ${tool}]`;
  if (path) {
    describe(title, () => suite(path));
    return;
  }
  if (process.env.CI === 'true') {
    describe(title, () => {
      it('finds its tool', () => {
        throw new Error(`${tool} is missing on this machine, and CI must not skip this suite`);
      });
    });
    return;
  }
  // biome-ignore lint/suspicious/noSkippedTests: skipped for a missing tool only, and listed by name at the end
  describe.skip(title, () => {
    it('is skipped', () => undefined);
  });
}

/** Where DynamoDBLocal.jar lies, if there is also a Java to start it with. */
export function dynamoDbLocalFolder(): string | undefined {
  const folder = process.env.DYNAMODB_LOCAL_DIR;
  return folder && existsSync(join(folder, 'DynamoDBLocal.jar')) && runs('java', '-version') ? folder : undefined;
}

const firstExisting = (...paths: (string | undefined)[]): string | undefined =>
  paths.find((path) => path !== undefined && existsSync(path));

const runs = (program: string, ...args: string[]): boolean => spawnSync(program, args).status === 0;
