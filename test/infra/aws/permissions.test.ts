import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { StartBuildInput$ } from '@aws-sdk/client-codebuild';
import { App, Stack } from 'aws-cdk-lib';
import { NEVER_OVERRIDDEN, WITHOUT_A_KEY } from '../../../infra/aws/permissions/build-overrides';
import { GATEWAY_CALLS } from '../../../infra/aws/permissions/gateway-calls';
import { gatewayPermissions } from '../../../infra/aws/permissions/gateway-permissions';
import { textOf } from '../../../infra/aws/permissions/in-words';
import { OWN_CALLS } from '../../../infra/aws/permissions/own-calls';
import { ownPermissions } from '../../../infra/aws/permissions/own-permissions';
import type { Permission } from '../../../infra/aws/permissions/permission';
import { reachedByOwnRole } from '../../../infra/aws/permissions/placement';
import { denyToOthers, permissionsDocument } from '../../../scripts/permissions-document';
import { alarmsGateway } from '../../../src/aws/alarms-gateway';
import { codebuildGateway } from '../../../src/aws/codebuild-gateway';
import { codecommitGateway } from '../../../src/aws/codecommit-gateway';
import { codepipelineGateway } from '../../../src/aws/codepipeline-gateway';
import { endpointsGateway } from '../../../src/aws/endpoints-gateway';
import { logsGateway } from '../../../src/aws/logs-gateway';
import { modelRegistryGateway } from '../../../src/aws/model-registry-gateway';
import { pullRequestsGateway } from '../../../src/aws/pull-requests-gateway';
import { parseConfiguration } from '../../../src/config/load';
import { awsCallsInSource, filesWith } from './aws-calls-in-source';
import type { RolePolicy } from './in-template';
import { allowedBy, type Statement } from './policy-evaluation';
import { atHome, policiesFor, statementsFor } from './role-policies';
import { startBuildContext } from './start-build-context';

const OWN = {
  stateTableArn: 'arn:aws:dynamodb:us-east-1:123456789012:table/state',
  auditTableArn: 'arn:aws:dynamodb:us-east-1:123456789012:table/audit',
  queueArn: 'arn:aws:sqs:us-east-1:123456789012:events',
  deadLettersArn: 'arn:aws:sqs:us-east-1:123456789012:dead-letters',
  configurationArn: 'arn:aws:s3:::assets/1f2e.yaml',
  anchorBucketArn: 'arn:aws:s3:::anchors',
};

const CATALOGUE = [...GATEWAY_CALLS, ...OWN_CALLS];

const ROLE_ELSEWHERE = 'arn:aws:iam::210987654321:role/mlpipeline';

beforeAll(() => {
  // CloudFormation's own checks take seconds; `npm run synth` makes them.
  process.env.CDK_VALIDATION = 'false';
});

describe('the statements and the code', () => {
  const source = awsCallsInSource();

  it.each([...source])('%s calls only what statements that name it allow', (file, calls) => {
    const allowed = CATALOGUE.filter(({ by }) => file in by).flatMap(({ actions }) => actions);

    expect(allowed).toEqual(expect.arrayContaining(calls));
  });

  it.each(CATALOGUE.map((call) => [call.sid, call] as const))(
    '%s allows nothing that no file it names calls',
    (_sid, { by, actions }) => {
      const files = Object.keys(by).flatMap((file) => source.get(file) ?? []);
      const callsNothing = Object.keys(by).filter(
        (file) => source.has(file) && !source.get(file)?.some((call) => actions.includes(call)),
      );

      // What is not there cannot call: a statement for it is a test's of its own.
      if (files.length > 0) expect(files).toEqual(expect.arrayContaining([...actions]));
      expect(callsNothing).toEqual([]);
    },
  );

  it.each([
    ['pipelines', codepipelineGateway({ client: undefined as never, once: undefined as never })],
    ['builds', codebuildGateway({ client: undefined as never })],
    ['logs', logsGateway({ client: undefined as never })],
    ['repositories', codecommitGateway({ client: undefined as never })],
    ['pullRequests', pullRequestsGateway({ client: undefined as never })],
    ['modelRegistry', modelRegistryGateway({ client: undefined as never, once: undefined as never })],
    ['endpoints', endpointsGateway({ client: undefined as never, now: () => new Date() })],
    ['alarms', alarmsGateway({ client: undefined as never })],
  ])('name every method of %s, and no other', (port, gateway) => {
    const named = GATEWAY_CALLS.filter((call) => call.port === port).flatMap(({ by }) => Object.values(by).flat());

    expect([...new Set(named)].sort()).toEqual(Object.keys(gateway).sort());
  });

  it('are one for each call on a gateway', () => {
    const actions = GATEWAY_CALLS.flatMap((call) => call.actions);

    expect(actions).toEqual([...new Set(actions)]);
    expect(new Set(CATALOGUE.map(({ sid }) => sid)).size).toBe(CATALOGUE.length);
    expect(CATALOGUE.every(({ sid }) => /^[A-Za-z0-9]+$/.test(sid))).toBe(true);
  });

  it('leave no way to update or delete in the audit table: nothing that has it makes such a call', () => {
    const toTheTable = CATALOGUE.filter(({ on }) => on === 'auditTable');
    const files = toTheTable.flatMap(({ by }) => Object.keys(by));

    expect(toTheTable.flatMap(({ actions }) => actions)).toEqual(['dynamodb:PutItem', 'dynamodb:Query']);
    expect(source.get('aws/dynamo-audit-log.ts')).toEqual(['dynamodb:PutItem', 'dynamodb:Query']);
    expect(filesWith('dynamoAuditLog(').sort()).toEqual(['aws/dynamo-audit-log.ts', 'build-aws.ts']);
    const readers = filesWith('MLPIPELINE_AUDIT_TABLE').filter((file) => file !== 'preflight.ts');
    expect(readers.sort()).toEqual(['build-aws.ts', 'config/environment.ts']);
    expect(files.flatMap((file) => source.get(file) ?? [])).not.toContain('dynamodb:UpdateItem');
    expect(files.flatMap((file) => source.get(file) ?? [])).not.toContain('dynamodb:DeleteItem');
  });
});

describe('docs/permissions.md (npm run permissions)', () => {
  it('is what the statements say', () => {
    expect(readFileSync(resolve(__dirname, '../../../docs/permissions.md'), 'utf8')).toBe(permissionsDocument());
  });

  it('has every statement, with the reason of every wildcard', () => {
    const document = permissionsDocument();

    for (const { sid } of CATALOGUE) expect(document).toMatch(new RegExp(`^\\| ${sid} \\|`, 'm'));
    for (const { reach } of permissions(CONFIGURATION)) expect(document).toContain(reach.wide ?? reach.words);
  });

  it('has every condition, with its reason', () => {
    const document = permissionsDocument();
    const restricted = permissions(CONFIGURATION).flatMap(({ sid, only }) => (only ? [{ sid, only }] : []));
    const rows = restricted.flatMap(({ sid, only }) =>
      Object.values(only.conditions).flatMap((keys) => Object.keys(keys).map((key) => [sid, key] as const)),
    );

    expect(rows).toContainEqual(['StartBuild', 'codebuild:source.buildspec']);
    for (const [sid, key] of rows) expect(document).toMatch(new RegExp(`^\\| ${sid} \\| .*\`${key}\``, 'm'));
    for (const { only } of restricted) expect(document).toContain(only.why);
  });

  it('has a statement that denies answers to everybody but the bot, on the pipelines named', () => {
    const { Statement: statements } = denyToOthers([ROLE_ELSEWHERE], ['penguins']) as { Statement: object[] };

    expect(statements).toEqual([
      {
        Sid: 'OnlyTheBotAnswers',
        Effect: 'Deny',
        Action: ['codepipeline:PutApprovalResult', 'codepipeline:RollbackStage', 'codepipeline:EnableStageTransition'],
        Resource: ['arn:aws:codepipeline:*:*:penguins/*'],
        Condition: { ArnNotEquals: { 'aws:PrincipalArn': [ROLE_ELSEWHERE] } },
      },
    ]);
  });
});

const CODECOMMIT = 'https://git-codecommit.us-east-1.amazonaws.com/v1/repos/';

/** As the bot builds a project whose own source is a pipeline. */
const FROM_SMOKE = {
  sourceTypeOverride: 'CODECOMMIT' as const,
  sourceLocationOverride: `${CODECOMMIT}smoke`,
  artifactsOverride: { type: 'NO_ARTIFACTS' as const },
};

const CONFIGURATION = `
channel: C0RELEASES
repositories: { penguins: {}, puffins: {} }
pipelines:
  penguins: { modelPackageGroup: penguins, endpoints: [Penguins, puffins], alarms: [drift] }
  in-another-region: { region: eu-west-3, modelPackageGroup: penguins, endpoints: [Penguins] }
  in-another-account: { region: eu-west-1, roleArn: "${ROLE_ELSEWHERE}" }
projects:
  smoke-test: { repository: smoke }
`;

describe('the role of the bot', () => {
  let granted: Statement[];
  beforeAll(() => {
    granted = statementsFor(permissions(CONFIGURATION));
  });
  const at = (region: string, service: string, resource: string) =>
    `arn:aws:${service}:${region}:123456789012:${resource}`;
  const home = (service: string, resource: string) => at('us-east-1', service, resource);
  const by = (action: string, resource: string) => allowedBy(granted, { action, resource });

  it.each([
    ['codepipeline:GetPipeline', home('codepipeline', 'penguins'), 'PipelineStructure'],
    ['codepipeline:GetPipeline', at('eu-west-3', 'codepipeline', 'in-another-region'), 'PipelineStructure'],
    ['codepipeline:PutApprovalResult', home('codepipeline', 'penguins/Approve/Approve'), 'AnswerApproval'],
    ['codepipeline:RollbackStage', home('codepipeline', 'penguins/Deploy'), 'RollbackStage'],
    ['codebuild:StartBuild', home('codebuild', 'project/smoke-test'), 'StartBuild'],
    ['codebuild:BatchGetBuilds', home('codebuild', 'project/penguins-build'), 'ReadBuilds'],
    ['codebuild:BatchGetReports', home('codebuild', 'report-group/penguins-build-unit'), 'ReadTestReports'],
    ['logs:GetLogEvents', home('logs', 'log-group:/aws/codebuild/penguins-build:log-stream:1'), 'ReadBuildLog'],
    ['codecommit:GetCommit', home('codecommit', 'anything'), 'ReadCommit'],
    ['codecommit:GetPullRequest', home('codecommit', 'puffins'), 'ReadPullRequest'],
    ['sagemaker:ListModelPackages', home('sagemaker', 'model-package-group/penguins'), 'ListModelPackages'],
    ['sagemaker:UpdateModelPackage', home('sagemaker', 'model-package/penguins/7'), 'AnswerModelPackage'],
    ['sagemaker:DescribeEndpoint', home('sagemaker', 'endpoint/penguins'), 'ReadEndpoints'],
    ['sts:AssumeRole', ROLE_ELSEWHERE, 'WorkElsewhere'],
    ['s3:GetObject', OWN.configurationArn, 'ReadConfiguration'],
    ['s3:GetObject', `${OWN.anchorBucketArn}/anchors/workspace/000000000001.json`, 'ReadAnchors'],
    ['dynamodb:PutItem', OWN.auditTableArn, 'WriteAudit'],
    ['dynamodb:Query', `${OWN.stateTableArn}/index/by-list`, 'ListState'],
    ['dynamodb:Query', `${OWN.auditTableArn}/index/by-person`, 'SearchAudit'],
  ])('may call %s on %s by one statement', (action, resource, sid) => {
    expect(by(action, resource)).toEqual([sid]);
  });

  it.each([
    ['a pipeline that is not configured', 'codepipeline:GetPipeline', home('codepipeline', 'puffins')],
    ['one whose name begins like ours', 'codepipeline:RollbackStage', home('codepipeline', 'penguins-2/Deploy')],
    ['ours in another region', 'codepipeline:GetPipeline', at('eu-west-3', 'codepipeline', 'penguins')],
    [
      'one that another role reaches',
      'codepipeline:GetPipeline',
      at('eu-west-1', 'codepipeline', 'in-another-account'),
    ],
    ['a build of another project', 'codebuild:StartBuild', home('codebuild', 'project/penguins-build')],
    ['another log', 'logs:GetLogEvents', home('logs', 'log-group:/aws/lambda/pay:log-stream:1')],
    ['a change of a pipeline', 'codepipeline:UpdatePipeline', home('codepipeline', 'penguins')],
    ['a file of a repository', 'codecommit:GetFile', home('codecommit', 'penguins')],
    ['a pull request of another repository', 'codecommit:GetPullRequest', home('codecommit', 'smoke')],
    ['an endpoint to change', 'sagemaker:UpdateEndpoint', home('sagemaker', 'endpoint/penguins')],
    ['a version of another group', 'sagemaker:UpdateModelPackage', home('sagemaker', 'model-package/puffins/1')],
    ['a record of the audit table to change', 'dynamodb:UpdateItem', OWN.auditTableArn],
    ['a record of the audit table to delete', 'dynamodb:DeleteItem', OWN.auditTableArn],
    ['many of them at once', 'dynamodb:BatchWriteItem', OWN.auditTableArn],
    ['a scan', 'dynamodb:Scan', OWN.stateTableArn],
    ['a scan of an index of the audit table', 'dynamodb:Scan', `${OWN.auditTableArn}/index/by-person`],
    ['an event of its own making', 'sqs:SendMessage', OWN.queueArn],
    ['another role', 'sts:AssumeRole', 'arn:aws:iam::210987654321:role/admin'],
    ['another object', 's3:GetObject', 'arn:aws:s3:::assets/other.yaml'],
    ['another object of the bucket of the anchors', 's3:GetObject', `${OWN.anchorBucketArn}/other`],
    ['an anchor to write', 's3:PutObject', `${OWN.anchorBucketArn}/anchors/workspace/000000000001.json`],
    ['an anchor to delete', 's3:DeleteObject', `${OWN.anchorBucketArn}/anchors/workspace/000000000001.json`],
  ])('is refused %s', (_what, action, resource) => {
    expect(by(action, resource)).toEqual([]);
  });

  it.each([
    ['from its project’s own source', 'allowed', { sourceVersion: 'main' }],
    ['from a configured repository', 'allowed', FROM_SMOKE],
    ['from another repository', 'refused', { ...FROM_SMOKE, sourceLocationOverride: `${CODECOMMIT}smoke-2` }],
    [
      'from a repository of anybody',
      'refused',
      { ...FROM_SMOKE, sourceLocationOverride: 'https://github.com/a/b.git' },
    ],
    ['with commands of the caller', 'refused', { ...FROM_SMOKE, buildspecOverride: 'phases: {}' }],
    ['in an image of the caller', 'refused', { imageOverride: 'docker.io/a/b' }],
    ['with another role', 'refused', { serviceRoleOverride: ROLE_ELSEWHERE }],
    ['with the rights of its host', 'refused', { privilegedModeOverride: true }],
    ['with its output somewhere', 'refused', { artifactsOverride: { type: 'S3' as const, location: 'bucket' } }],
  ])('is asked for a build %s: %s', (_what, decision, input) => {
    const context = startBuildContext({ environmentVariablesOverride: [], ...input });

    const decided = allowedBy(granted, {
      ...{ action: 'codebuild:StartBuild', resource: home('codebuild', 'project/smoke-test'), context },
    });

    expect(decided).toEqual(decision === 'allowed' ? ['StartBuild'] : []);
  });

  it('may list the anchors, and nothing else in their bucket', () => {
    const list = (prefix: string) =>
      allowedBy(granted, {
        ...{ action: 's3:ListBucket', resource: OWN.anchorBucketArn, context: { 's3:prefix': prefix } },
      });

    expect(list('anchors/workspace/')).toEqual(['ListAnchors']);
    expect(list('anchors/')).toEqual(['ListAnchors']);
    expect(list('other/')).toEqual([]);
    expect(by('s3:ListBucket', OWN.anchorBucketArn)).toEqual([]);
  });

  it('starts builds from no other source where no project names a repository', () => {
    const without = statementsFor(
      permissions('channel: C0RELEASES\npipelines: { p: {} }\nprojects: { smoke-test: {} }'),
    );
    const start = (input: Parameters<typeof startBuildContext>[0]) =>
      allowedBy(without, {
        ...{ action: 'codebuild:StartBuild', resource: home('codebuild', 'project/smoke-test') },
        context: startBuildContext(input),
      });

    expect(start({ sourceVersion: 'main' })).toEqual(['StartBuild']);
    expect(start(FROM_SMOKE)).toEqual([]);
  });

  it('starts a build with nothing overridden but what the bot sends and what IAM has no key for', () => {
    const sent = [...Object.keys(FROM_SMOKE), 'environmentVariablesOverride'];
    const all = (StartBuildInput$[4] as readonly string[]).filter((name) => name.endsWith('Override'));

    expect([...sent, ...Object.keys(NEVER_OVERRIDDEN), ...WITHOUT_A_KEY].sort()).toEqual(all.sort());
  });

  it.each([
    ['of any project', {}],
    [
      'of the projects and repositories that the context names',
      { buildProjects: ['train'], repositories: ['penguins'] },
    ],
  ])('has a reason for every wildcard, reading builds %s', (_what, sources) => {
    const wide = permissions(CONFIGURATION, sources).filter(({ resources }) =>
      resources.some((arn) => /[*?]/.test(arn)),
    );

    expect(wide.map(({ sid }) => sid)).toContain('ReadAlarms');
    for (const { reach } of wide) expect(reach.wide).toMatch(/\w.*\.$/);
    expect(granted.flatMap(({ actions }) => actions).filter((action) => action.includes('*'))).toEqual([]);
  });

  it('reads builds and sources of nothing else where the context names them', () => {
    const chosen = statementsFor(permissions(CONFIGURATION, { buildProjects: ['train'], repositories: ['penguins'] }));
    const may = (action: string, resource: string) => allowedBy(chosen, { action, resource }).length > 0;

    expect(may('codebuild:BatchGetBuilds', home('codebuild', 'project/train'))).toBe(true);
    expect(may('codebuild:BatchGetBuilds', home('codebuild', 'project/smoke-test'))).toBe(true);
    expect(may('codebuild:BatchGetBuilds', home('codebuild', 'project/pay'))).toBe(false);
    expect(may('codebuild:BatchGetReports', home('codebuild', 'report-group/train-unit'))).toBe(true);
    expect(may('codebuild:BatchGetReports', home('codebuild', 'report-group/pay-unit'))).toBe(false);
    expect(may('logs:GetLogEvents', home('logs', 'log-group:/aws/codebuild/pay:log-stream:1'))).toBe(false);
    expect(may('codecommit:GetCommit', home('codecommit', 'smoke'))).toBe(true);
    expect(may('codecommit:GetCommit', home('codecommit', 'pay'))).toBe(false);
  });
});

describe('the policies of a role', () => {
  const nameOf = (index: number): string => `${'x'.repeat(56)}-${String(index).padStart(3, '0')}`;

  /** Names of 60 characters; every second pipeline has a model in the registry, and an endpoint. */
  const configurationOf = (count: number): string => {
    const names = Array.from({ length: count }, (_, index) => nameOf(index));
    const model = (name: string, index: number) =>
      index % 2 === 0 ? `modelPackageGroup: ${name}, endpoints: [${name}]` : '';
    const pipelines = names.map((name, index) => `  ${name}: { ${model(name, index)} }`);
    const projects = names.slice(0, 20).map((name) => `  ${name}: {}`);
    return `channel: C0RELEASES\npipelines:\n${pipelines.join('\n')}\nprojects:\n${projects.join('\n')}\n`;
  };

  it('have one statement per method for ten pipelines with long names', () => {
    const all = permissions(configurationOf(10));
    const policies = policiesFor(all);

    expect(sidsOf(policies)).toEqual(all.map(({ sid }) => sid).sort());
    expect(withinLimits(policies)).toBe(true);
  });

  it('are joined where a hundred pipelines with long names need it, and reach no more by it', () => {
    const all = permissions(configurationOf(100));
    const policies = policiesFor(all);
    const joined = policies.flatMap(({ statements }) => statements);
    const ofAnAnchor = { 's3:prefix': 'anchors/workspace/' };
    const may = (action: string, resource: string) =>
      allowedBy(joined, { action, resource, context: action === 's3:ListBucket' ? ofAnAnchor : {} }).length > 0;

    expect(withinLimits(policies)).toBe(true);
    expect(sidsOf(policies)).toEqual(expect.arrayContaining(['OnPipelinesA', 'OnAuditTable', 'OnBuilds']));
    for (const { actions, resources } of statementsOf(all)) {
      const refused = actions.flatMap((action) =>
        resources.filter((resource) => !may(action, resource.replaceAll('*', 'any'))),
      );
      expect(refused).toEqual([]);
    }
    expect(may('codepipeline:GetPipeline', home('codepipeline', 'other'))).toBe(false);
    expect(may('codebuild:StartBuild', home('codebuild', `project/${nameOf(19)}`))).toBe(true);
    expect(may('codebuild:StartBuild', home('codebuild', `project/${nameOf(20)}`))).toBe(false);
    const startBuild = { action: 'codebuild:StartBuild', resource: home('codebuild', `project/${nameOf(19)}`) };
    const context = startBuildContext({ buildspecOverride: 'phases: {}' });
    expect(allowedBy(joined, { ...startBuild, context })).toEqual([]);
    expect(may('dynamodb:DeleteItem', OWN.auditTableArn)).toBe(false);
    expect(may('dynamodb:UpdateItem', OWN.auditTableArn)).toBe(false);
    expect(may('sqs:SendMessage', OWN.queueArn)).toBe(false);
  });

  it.each([
    [20, 'only from those', []],
    [100, 'from any of CodeCommit in the region', ['StartBuild']],
  ])('hold %i projects with a repository each, which are built %s', (count, _from, ofAnother) => {
    const names = Array.from({ length: count }, (_, index) => nameOf(index));
    const projects = names.map((name) => `  ${name}: { repository: ${name} }`).join('\n');
    const policies = policiesFor(permissions(`channel: C0RELEASES\npipelines: { p: {} }\nprojects:\n${projects}\n`));
    const start = (sourceLocationOverride: string) =>
      policies
        .flatMap(({ statements }) =>
          allowedBy(statements, {
            ...{ action: 'codebuild:StartBuild', resource: home('codebuild', `project/${nameOf(0)}`) },
            context: startBuildContext({ sourceLocationOverride }),
          }),
        )
        .map((sid) => sid.replace(/[A-Z]$/, ''));

    expect(withinLimits(policies)).toBe(true);
    expect(start(`${CODECOMMIT}${nameOf(count - 1)}`)).toEqual(['StartBuild']);
    expect(start(`${CODECOMMIT}another`)).toEqual(ofAnother);
    expect(start('https://github.com/a/b.git')).toEqual([]);
  });

  it('are refused with a sentence where they would be more than a role holds', () => {
    expect(() => policiesFor(permissions(configurationOf(400)))).toThrow(
      /names more pipelines, projects and models than the policies of one role hold: give some of them a role of their own/,
    );
  });

  const home = (service: string, resource: string) => `arn:aws:${service}:us-east-1:123456789012:${resource}`;
});

function permissions(text: string, sources: Parameters<typeof gatewayPermissions>[1] = {}): Permission[] {
  const configured = parseConfiguration(text, 'mlpipeline.yaml');
  return [...gatewayPermissions(reachedByOwnRole(configured), sources), ...ownPermissions(OWN, configured)];
}

/** Before any policy is made of them. */
function statementsOf(all: readonly Permission[]): Statement[] {
  const stack = new Stack(new App());
  return all.map(({ sid, actions, resources }) => ({
    sid,
    actions: [...actions],
    resources: resources.map((resource) => atHome(textOf(stack.resolve(resource)))),
  }));
}

const sidsOf = (policies: readonly RolePolicy[]): string[] =>
  policies.flatMap(({ statements }) => statements.map(({ sid }) => sid)).sort();

/** IAM quotas: characters of a document without white space; counted for the longest names of partition and region. */
function withinLimits(policies: readonly RolePolicy[]): boolean {
  const oneOrMore = (values: readonly string[]) => (values.length === 1 ? values[0] : values);
  const lengthOf = ({ statements }: RolePolicy): number =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: statements.map(({ sid, effect, actions, resources, conditions }) => ({
        Sid: sid,
        Effect: effect,
        Action: oneOrMore(actions),
        Resource: oneOrMore(
          resources.map((arn) => arn.replace('arn:aws:', 'arn:aws-us-gov:').replace('us-east-1', 'ap-southeast-2')),
        ),
        Condition: conditions,
      })),
    }).length;
  const managed = policies.filter(({ isManaged }) => isManaged);
  const inline = policies.filter(({ isManaged }) => !isManaged).reduce((sum, policy) => sum + lengthOf(policy), 0);
  return inline <= 10_240 && managed.length <= 10 && managed.every((policy) => lengthOf(policy) <= 6_144);
}
