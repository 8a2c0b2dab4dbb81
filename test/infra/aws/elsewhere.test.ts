import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack, Validations } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { takeEventsOf } from '../../../infra/aws/constructs/events-from-elsewhere';
import { textOf } from '../../../infra/aws/permissions/in-words';
import { accountsElsewhere, placesElsewhere, rolesElsewhere } from '../../../infra/aws/permissions/placement';
import { ElsewhereStack } from '../../../infra/aws/stacks/elsewhere-stack';
import { parseConfiguration } from '../../../src/config/load';
import { matchesPattern, type Pattern } from './event-matching';
import { policiesOf } from './in-template';
import { allowedBy, type Statement } from './policy-evaluation';
import { startBuildContext } from './start-build-context';

const HOME = { account: '123456789012', region: 'us-east-1' };
const ROLE = 'arn:aws:iam::210987654321:role/teams/mlpipeline';

const CONFIGURATION = `
channel: C0RELEASES
pipelines:
  at-home: {}
  in-another-region: { region: eu-west-3, alarms: [drift] }
  in-another-account: { region: eu-west-1, roleArn: "${ROLE}", externalId: s3cret, modelPackageGroup: fraud }
  in-another-account-too: { roleArn: "${ROLE}", externalId: s3cret }
projects:
  train: { region: eu-west-1, roleArn: "${ROLE}", externalId: s3cret, repository: fraud }
repositories:
  at-home: {}
`;

const configured = (text: string) => parseConfiguration(text, 'mlpipeline.yaml');

const folder = mkdtempSync(join(tmpdir(), 'mlpipeline-elsewhere-'));
const templates = new Map<string, Template>();

beforeAll(() => {
  // CloudFormation's own checks take seconds; `npm run synth` makes them.
  process.env.CDK_VALIDATION = 'false';
  const app = new App({ outdir: folder });
  const all = configured(CONFIGURATION);
  const stacks = placesElsewhere(all, HOME).map((place): [string, Stack] => {
    const id = `${place.account ?? 'own'}-${place.region}`;
    const props = { place, sources: {}, bot: HOME, rolesElsewhere: rolesElsewhere(all) };
    return [id, new ElsewhereStack(app, `elsewhere-${id}`, props)];
  });
  for (const [id, stack] of stacks) templates.set(id, Template.fromStack(stack));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const templateOf = (id: string): Template => templates.get(id) ?? Template.fromJSON({});

describe('the places beyond the bot’s own', () => {
  it('have a template each', () => {
    expect([...templates.keys()].sort()).toEqual(['210987654321-eu-west-1', '210987654321-us-east-1', 'own-eu-west-3']);
  });

  it('are none where everything is at home, wherever that is', () => {
    expect(placesElsewhere(configured('channel: C0RELEASES\npipelines: { here: {} }'), {})).toEqual([]);
  });

  it('are none for the bot’s own region and account said in so many words', () => {
    const said = configured('channel: C0RELEASES\npipelines: { here: { region: us-east-1 } }');

    expect(placesElsewhere(said, HOME)).toEqual([]);
  });

  it('have a role of the bot’s own account made, and no rule where the bot’s own rules are', () => {
    const own = configured(
      'channel: C0RELEASES\npipelines: { here: { roleArn: "arn:aws:iam::123456789012:role/sealed" } }',
    );

    const places = placesElsewhere(own, HOME);

    expect(places).toMatchObject([{ account: undefined, region: 'us-east-1', watched: { pipelines: {} } }]);
    expect(places[0]?.roles.map(({ roleArn }) => roleArn)).toEqual(['arn:aws:iam::123456789012:role/sealed']);
  });

  it.each([
    [
      'a region',
      '{ region: eu-west-3 }',
      {},
      /pipelines\.p names a region, and where the bot is is not said.*add --context region=/s,
    ],
    [
      'a role',
      `{ roleArn: "${ROLE}" }`,
      { region: 'us-east-1' },
      /pipelines\.p names a role.*add --context account=<account of the bot>$/s,
    ],
    [
      'a region of China',
      '{ region: cn-north-1 }',
      HOME,
      /pipelines\.p is in another partition of AWS \(cn-north-1\) than the bot \(us-east-1\)/,
    ],
    [
      'a role of GovCloud',
      '{ roleArn: "arn:aws-us-gov:iam::210987654321:role/x" }',
      HOME,
      /another partition of AWS \(arn:aws-us-gov/,
    ],
  ])('are refused with a sentence where no rule could match: %s', (_what, pipeline, bot, sentence) => {
    const all = configured(`channel: C0RELEASES\npipelines: { p: ${pipeline} }`);

    expect(() => placesElsewhere(all, bot)).toThrow(sentence);
  });

  it('are refused where a role has an external id for some and none for others', () => {
    const all = configured(
      `channel: C0RELEASES\npipelines: { p: { roleArn: "${ROLE}", externalId: s3cret }, q: { roleArn: "${ROLE}" } }`,
    );

    expect(() => placesElsewhere(all, HOME)).toThrow(
      /with an external id and without: give everything .* its externalId/,
    );
  });
});

describe('the template for another account', () => {
  it('makes the role of the configuration, which trusts the bot’s role with the external id', () => {
    templateOf('210987654321-eu-west-1').hasResourceProperties('AWS::IAM::Role', {
      RoleName: 'mlpipeline',
      Path: '/teams/',
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Action: 'sts:AssumeRole',
            Effect: 'Allow',
            Principal: { AWS: { Ref: 'BotRoleArn' } },
            Condition: { StringEquals: { 'sts:ExternalId': ['s3cret'] } },
          },
        ],
      },
    });
  });

  it('makes it once, however many regions it is used in', () => {
    const roles = [...templates.values()].flatMap((template) =>
      Object.values(template.findResources('AWS::IAM::Role', { Properties: { RoleName: 'mlpipeline' } })),
    );

    expect(roles).toHaveLength(1);
  });

  it('allows it the same as the bot’s role at home, on what is configured for it', () => {
    const statements = policiesOf(templateOf('210987654321-eu-west-1'), 'Role1').flatMap((policy) => policy.statements);
    const may = (action: string, region: string, resource: string, context = {}) => {
      const service = action.split(':')[0];
      return allowedBy(statements.map(there), {
        action,
        resource: `arn:aws:${service}:${region}:210987654321:${resource}`,
        context,
      });
    };
    const from = (region: string) => ({
      sourceLocationOverride: `https://git-codecommit.${region}.<AWS::URLSuffix>/v1/repos/fraud`,
    });
    const startBuild = (input: Parameters<typeof startBuildContext>[0]) =>
      may('codebuild:StartBuild', 'eu-west-1', 'project/train', startBuildContext(input));

    expect(may('codepipeline:PutApprovalResult', 'eu-west-1', 'in-another-account/Approve/Approve')).toEqual([
      'AnswerApproval',
    ]);
    expect(may('codepipeline:GetPipeline', 'us-east-1', 'in-another-account-too')).toEqual(['PipelineStructure']);
    expect(startBuild(from('eu-west-1'))).toEqual(['StartBuild']);
    expect(startBuild(from('us-east-1'))).toEqual([]);
    expect(startBuild({ buildspecOverride: 'phases: {}' })).toEqual([]);
    expect(may('sagemaker:UpdateModelPackage', 'eu-west-1', 'model-package/fraud/1')).toEqual(['AnswerModelPackage']);
    expect(may('codepipeline:GetPipeline', 'us-east-1', 'at-home')).toEqual([]);
    expect(may('codepipeline:GetPipeline', 'eu-west-1', 'in-another-account-too')).toEqual([]);
    expect(statements.map(({ sid }) => sid)).not.toContain('WriteAudit');
  });

  it('forwards the events of what is there, and answers by others, to the bot’s bus by a role that can do no more', () => {
    const template = templateOf('210987654321-eu-west-1');
    const rules = Object.values(template.findResources('AWS::Events::Rule'));
    const forward = policiesOf(template, 'Forward').flatMap(({ statements }) => statements);

    expect(rules.map(({ Properties }) => Properties.Targets)).toEqual(
      rules.map(() => [
        expect.objectContaining({
          Arn: { Ref: 'BotBusArn' },
          RoleArn: { 'Fn::GetAtt': [expect.stringMatching(/^Forward/), 'Arn'] },
        }),
      ]),
    );
    expect(forward).toEqual([
      { sid: 'Forward', effect: 'Allow', actions: ['events:PutEvents'], resources: ['<BotBusArn>'] },
    ]);
    expect(matched(template, started('in-another-account'))).toBe(1);
    expect(matched(template, started('at-home'))).toBe(0);
    expect(matched(template, answered('arn:aws:iam::210987654321:role/admin'))).toBe(1);
    expect(matched(template, answered(ROLE))).toBe(0);
  });

  it('refers to no other stack', () => {
    for (const template of templates.values()) expect(JSON.stringify(template.toJSON())).not.toContain('ImportValue');
  });
});

describe('the template for another region of the bot’s own account', () => {
  it('forwards events and makes no role but for that', () => {
    const template = templateOf('own-eu-west-3');

    expect(matched(template, started('in-another-region'))).toBe(1);
    expect(Object.keys(template.findResources('AWS::IAM::Role'))).toEqual([expect.stringMatching(/^Forward/)]);
  });
});

it('writes templates that cdk-nag has nothing to say about', () => {
  const outdir = join(folder, 'checked');
  const app = new App({ outdir, context: { '@aws-cdk/core:failSynthOnValidationErrors': false } });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const all = configured(CONFIGURATION);
  for (const [index, place] of placesElsewhere(all, HOME).entries()) {
    new ElsewhereStack(app, `checked-${index}`, { place, sources: {}, bot: HOME, rolesElsewhere: [ROLE] });
  }

  app.synth();

  expect(findingsIn(outdir)).toEqual([]);
});

describe('the bot’s bus', () => {
  it('takes events of the accounts that are configured, and of no other', () => {
    const stack = new Stack(new App(), 'data');

    takeEventsOf(stack, accountsElsewhere(placesElsewhere(configured(CONFIGURATION), HOME)));

    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::Events::EventBusPolicy', 1);
    template.hasResourceProperties('AWS::Events::EventBusPolicy', {
      EventBusName: 'default',
      StatementId: 'mlpipeline-210987654321',
      Statement: Match.objectLike({ Effect: 'Allow', Action: 'events:PutEvents' }),
    });
    const [policy] = Object.values(template.findResources('AWS::Events::EventBusPolicy'));
    expect(textOf(policy?.Properties.Statement.Principal.AWS)).toBe('arn:<AWS::Partition>:iam::210987654321:root');
  });
});

function findingsIn(outdir: string): string[] {
  const report = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8'));
  const reports: { pluginName: string; violations: { ruleName: string }[] }[] = report.pluginReports;
  if (!reports.some(({ pluginName }) => pluginName === 'AwsSolutions')) throw new Error('cdk-nag did not look');
  return reports.flatMap(({ violations }) => violations.map(({ ruleName }) => ruleName));
}

/** What CloudFormation puts in where the template is deployed. */
const there = (statement: Statement): Statement => ({
  ...statement,
  resources: statement.resources.map((arn) =>
    arn.replace('<AWS::Partition>', 'aws').replace('<AWS::AccountId>', '210987654321'),
  ),
});

/** How many rules of a template match an event. */
function matched(template: Template, event: Pattern): number {
  const rules = Object.values(template.findResources('AWS::Events::Rule'));
  return rules.filter(({ Properties }) => matchesPattern(Properties.EventPattern, event)).length;
}

const started = (pipeline: string): Pattern => ({
  source: 'aws.codepipeline',
  'detail-type': 'CodePipeline Pipeline Execution State Change',
  detail: { pipeline, state: 'STARTED' },
});

const answered = (role: string): Pattern => ({
  source: 'aws.codepipeline',
  'detail-type': 'AWS API Call via CloudTrail',
  detail: {
    eventSource: 'codepipeline.amazonaws.com',
    eventName: 'PutApprovalResult',
    requestParameters: { pipelineName: 'in-another-account' },
    userIdentity: { sessionContext: { sessionIssuer: { arn: role } } },
  },
});
