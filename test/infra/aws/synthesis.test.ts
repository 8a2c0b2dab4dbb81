import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeTemplates } from '../../../infra/aws/synthesis';

const ROLE_ELSEWHERE = 'arn:aws:iam::210987654321:role/mlpipeline';

const CONFIGURATION = `
channel: C0RELEASES
pipelines:
  penguins: {}
  in-another-region: { region: eu-west-3 }
  in-another-account: { region: eu-west-1, roleArn: "${ROLE_ELSEWHERE}" }
`;

const ELSEWHERE = [
  'mlpipeline-elsewhere-210987654321-eu-west-1.template.json',
  'mlpipeline-elsewhere-own-eu-west-3.template.json',
];

const folder = mkdtempSync(join(tmpdir(), 'mlpipeline-written-'));
const out = join(folder, 'cdk.out');

const written = (): string[] => readdirSync(out).filter((name) => name.endsWith('.template.json'));

function write(configuration: string) {
  const file = join(folder, 'mlpipeline.yaml');
  writeFileSync(file, configuration);
  return writeTemplates(out, { configuration: file, account: '123456789012', region: 'us-east-1' });
}

beforeAll(() => {
  // CloudFormation's own checks take seconds; `npm run synth` makes them.
  process.env.CDK_VALIDATION = 'false';
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the folder that a synthesis writes', () => {
  it('has the templates for places elsewhere beside those of the bot, and tells of all', () => {
    const told = write(CONFIGURATION).map(({ templateFile }) => templateFile);

    expect(written()).toEqual(expect.arrayContaining(['mlpipeline-bot.template.json', ...ELSEWHERE]));
    expect(told.toSorted()).toEqual(written().toSorted());
  });

  it('lists for `cdk deploy --all` what is for the bot’s own place, and nothing else', () => {
    write(CONFIGURATION);

    const { artifacts } = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'));
    const stacks = Object.entries<{ type: string }>(artifacts).filter(
      ([, { type }]) => type === 'aws:cloudformation:stack',
    );
    expect(stacks.map(([id]) => id).sort()).toEqual(['mlpipeline-bot', 'mlpipeline-data', 'mlpipeline-penguins']);
  });

  it.each(['.', 'elsewhere'])('was looked at by cdk-nag: %s', (where) => {
    write(CONFIGURATION);

    const { pluginReports } = JSON.parse(readFileSync(join(out, where, 'validation-report.json'), 'utf8'));
    expect(pluginReports).toMatchObject([{ pluginName: 'AwsSolutions', conclusion: 'success' }]);
  });

  it('has no template of an earlier synthesis', () => {
    write(CONFIGURATION);
    write('channel: C0RELEASES\npipelines: { penguins: {} }\n');

    expect(written().sort()).toEqual([
      'mlpipeline-bot.template.json',
      'mlpipeline-data.template.json',
      'mlpipeline-penguins.template.json',
    ]);
  });

  it('has no template of an earlier synthesis after one that was refused', () => {
    write(CONFIGURATION);

    expect(() => write('channel: 1')).toThrow('channel');
    expect(written()).toEqual([]);
  });
});
