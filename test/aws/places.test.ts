import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { STSClient } from '@aws-sdk/client-sts';
import pino from 'pino';
import { inPlace } from '../../infra/local/aws/elsewhere';
import { ELSEWHERE, HOME } from '../../infra/local/aws/place';
import { createSts } from '../../infra/local/aws/sts/sts';
import { assumedRole } from '../../src/aws/assumed-role';
import { codepipelineGateway } from '../../src/aws/codepipeline-gateway';
import { isFromItsPlace, ownAccountBy } from '../../src/aws/event-place';
import { parseMessage } from '../../src/aws/parse-event';
import { oncePerPlace, type Place, type PlaceOf, routed } from '../../src/aws/places';
import { AwsRefused } from '../../src/domain/errors';
import { type Owner, ofPipeline } from '../../src/domain/ports/owner';
import type { Pipelines, RollbackRequest } from '../../src/domain/ports/pipelines';
import { approvingPipeline, codePipelineOf } from '../local/aws/approving-pipeline';
import { ServiceBench } from '../local/aws/service-bench';
import { aPolicy, somePolicies } from '../support/builders/policies';
import { failureOf } from '../support/use-case-bench';

const ROLE = `arn:aws:iam::${ELSEWHERE.account}:role/mlpipeline`;
const THERE: Place = { region: ELSEWHERE.region, roleArn: ROLE, externalId: 'our-secret' };

describe('a call about a pipeline', () => {
  const asked: string[] = [];
  const gatewayIn = oncePerPlace(({ region = 'home' }) => {
    asked.push(`made ${region}`);
    return { tip: async (name: string, owner: Owner) => `${name} of ${owner.name} in ${region}` };
  });
  const places = new Map<string, Place>([
    ['here', {}],
    ['there', THERE],
    ['there too', { ...THERE }],
  ]);
  const port = routed(
    gatewayIn,
    ({ name }) => places.get(name),
    ([, owner]) => owner,
  );

  it('goes to the gateway of its place, of which there is one', async () => {
    const tips = ['here', 'there', 'there too'].map((name) => port.tip('main', ofPipeline(name)));

    expect(await Promise.all(tips)).toEqual([
      'main of here in home',
      'main of there in eu-central-1',
      'main of there too in eu-central-1',
    ]);
    expect(asked).toEqual(['made home', 'made eu-central-1']);
  });

  it('that is not configured goes nowhere: at home there may be another one of that name', async () => {
    await expect(port.tip('main', ofPipeline('gone'))).rejects.toThrow('gone is not in the configuration');
  });
});

describe('an event', () => {
  const places: Record<string, Place> = { fraud: {}, penguins: THERE, seals: { region: 'eu-west-1' } };
  const placeOf: PlaceOf = ({ name }) => places[name];
  const policies = somePolicies(
    aPolicy({ name: 'fraud', alarms: ['drift', 'shared'], endpoints: ['fraud'], modelPackageGroup: 'fraud-models' }),
    aPolicy({ name: 'penguins', alarms: ['shared'], modelPackageGroup: 'penguin-models' }),
  );
  const isOurs = async (body: object, ownAccount?: string) => {
    const { events, origin } = parseMessage(JSON.stringify(body), new Date(0));
    const [event] = events;
    if (!event) throw new Error('this is an event');
    const deps = { placeOf, policies, ownRegion: HOME.region, ownAccount: async () => ownAccount };
    return isFromItsPlace(deps)(event, origin);
  };
  const started = (pipeline: string, from: Partial<typeof HOME>) => ({
    ...from,
    source: 'aws.codepipeline',
    'detail-type': 'CodePipeline Pipeline Execution State Change',
    time: '2026-03-02T12:00:00Z',
    detail: { pipeline, 'execution-id': '1', state: 'STARTED' },
  });

  it.each([
    ['of the bot’s own place', 'fraud', HOME, true],
    ['of another region', 'fraud', { ...HOME, region: ELSEWHERE.region }, false],
    ['of another account', 'fraud', { ...HOME, account: ELSEWHERE.account }, false],
    ['of the region the pipeline names', 'seals', { ...HOME, region: 'eu-west-1' }, true],
    ['of home, where the pipeline names a region', 'seals', HOME, false],
    ['of the account of the pipeline’s role', 'penguins', ELSEWHERE, true],
    ['of home, where the pipeline names a role', 'penguins', HOME, false],
    ['of the role’s account in another region', 'penguins', { ...ELSEWHERE, region: HOME.region }, false],
    ['that tells no place', 'penguins', {}, true],
    ['that tells its region only', 'fraud', { region: HOME.region }, true],
    ['of a pipeline that is not configured, which others ignore', 'whales', ELSEWHERE, true],
  ])('%s: %s from %j: %s', async (_what, pipeline, from, expected) => {
    expect(await isOurs(started(pipeline, from), HOME.account)).toBe(expected);
  });

  it('is taken from every account where the bot cannot learn its own', async () => {
    expect(await isOurs(started('fraud', { ...HOME, account: ELSEWHERE.account }), undefined)).toBe(true);
  });

  const of = (source: string, detailType: string, detail: object) => (place: Partial<typeof HOME>) => ({
    ...place,
    ...{ source, 'detail-type': detailType, time: '2026-03-02T12:00:00Z', detail },
  });
  const endpoint = (EndpointName: string) => of('aws.sagemaker', 'SageMaker Endpoint State Change', { EndpointName });
  const alarm = (alarmName: string) => of('aws.cloudwatch', 'CloudWatch Alarm State Change', { alarmName });
  const ofPackage = (ModelPackageGroupName: string) => {
    const detail = { ModelPackageGroupName, ModelPackageVersion: 1, ModelPackageArn: 'arn:aws:sagemaker:::x/1' };
    return of('aws.sagemaker', 'SageMaker Model Package State Change', detail);
  };
  const codecommit = (detailType: string, detail: object) => of('aws.codecommit', `CodeCommit ${detailType}`, detail);
  const push = codecommit('Repository State Change', {
    ...{ event: 'referenceCreated', repositoryName: 'fraud', commitId: 'c0ffee' },
    ...{ referenceType: 'branch', referenceName: 'main' },
  });
  const pullRequest = codecommit('Pull Request State Change', { repositoryNames: ['fraud'], pullRequestId: '1' });
  const build = of('aws.codebuild', 'CodeBuild Build State Change', {
    'project-name': 'fraud',
    'build-id': 'arn:aws:codebuild:::build/fraud:1',
  });
  const notification = (place: Partial<typeof HOME>) => {
    const { 'detail-type': detailType, ...rest } = started('fraud', place);
    return { Type: 'Notification', Message: JSON.stringify({ ...rest, detailType }) };
  };
  const approvalFrom = ({ region, account }: Partial<typeof HOME>) => ({
    Type: 'Notification',
    TopicArn: `arn:aws:sns:${region}:${account}:approvals`,
    Message: JSON.stringify({
      region,
      approval: { pipelineName: 'fraud', stageName: 'Approve', actionName: 'Decide' },
    }),
    Timestamp: '2026-03-02T12:00:00Z',
  });

  it.each<[string, (place: Partial<typeof HOME>) => object, { home: boolean; elsewhere: boolean }]>([
    ['an endpoint of a pipeline at home', endpoint('fraud'), { home: true, elsewhere: false }],
    ['an alarm of a pipeline at home', alarm('drift'), { home: true, elsewhere: false }],
    ['an alarm that pipelines in both places name', alarm('shared'), { home: true, elsewhere: true }],
    ['a model package of a pipeline at home', ofPackage('fraud-models'), { home: true, elsewhere: false }],
    ['a model package of a pipeline elsewhere', ofPackage('penguin-models'), { home: false, elsewhere: true }],
    ['a push', push, { home: true, elsewhere: false }],
    ['a pull request', pullRequest, { home: true, elsewhere: false }],
    ['a build', build, { home: true, elsewhere: false }],
    ['a notification of the Developer Tools', notification, { home: true, elsewhere: false }],
    ['the message of an approval', approvalFrom, { home: true, elsewhere: false }],
  ])('that is %s counts only from where it is', async (_what, from, expected) => {
    expect({
      home: await isOurs(from(HOME), HOME.account),
      elsewhere: await isOurs(from(ELSEWHERE), HOME.account),
    }).toEqual(expected);
  });
});

describe('the role of another account', () => {
  let bench: ServiceBench;
  let sts: STSClient;
  let clients: CodePipelineClient[];
  const closers: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    bench = await ServiceBench.start((parts) => {
      const codePipeline = codePipelineOf(parts);
      closers.push(() => codePipeline.close());
      codePipeline.createPipeline(approvingPipeline());
      const roles = [{ arn: ROLE, externalId: 'our-secret' }];
      return [inPlace(codePipeline.service, ELSEWHERE), createSts({ roles, clock: parts.clock }).service];
    });
    sts = new STSClient(bench.client());
    clients = [];
  });
  afterAll(async () => {
    for (const client of [sts, ...clients]) client.destroy();
    for (const close of closers) await close();
    await bench.remove();
  });

  it('is assumed with its external id', async () => {
    expect(await pipelinesWith(THERE).structure('penguins')).toMatchObject({ executionMode: 'SUPERSEDED' });
  });

  it.each([
    ['with another external id', { ...THERE, externalId: 'guessed' }],
    ['without one', { ...THERE, externalId: undefined }],
    ['that is not there', { ...THERE, roleArn: `${ROLE}-gone` }],
  ])('%s is told in a sentence', async (_what, place) => {
    const error = await failureOf(pipelinesWith(place).structure('penguins'));

    expect(error).toBeInstanceOf(AwsRefused);
    expect(error).toMatchObject({
      userMessage: expect.stringContaining(`the role ${place.roleArn} could not be assumed`),
    });
  });

  it('that cannot be assumed leaves no doubt whether something was done', async () => {
    const request: RollbackRequest = { pipeline: 'penguins', stage: 'S', targetExecutionId: '1', since: new Date(0) };

    const error = await failureOf(pipelinesWith({ ...THERE, externalId: 'guessed' }).rollbackStage(request));

    expect(error).toBeInstanceOf(AwsRefused);
  });

  it('is no refusal where STS is down: that passes', async () => {
    const down = new STSClient({ ...bench.client(), endpoint: 'http://127.0.0.1:1' });

    const error = await failureOf(assumedRole(down, { ...THERE, roleArn: ROLE })());

    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(AwsRefused);
    down.destroy();
  });

  it('is not needed to learn the bot’s own account, which is asked once', async () => {
    const account = ownAccountBy(sts, pino({ level: 'silent' }));

    expect(await account()).toBe(HOME.account);
    expect(account()).toBe(account());
  });

  it('whose service is down leaves the bot’s own account unknown, and the log says so', async () => {
    const lines: string[] = [];
    const down = new STSClient({ ...bench.client(), endpoint: 'http://127.0.0.1:1' });

    const account = await ownAccountBy(down, pino({}, { write: (line: string) => void lines.push(line) }))();

    expect(account).toBeUndefined();
    expect(lines.join()).toContain('own account unknown');
    down.destroy();
  });

  function pipelinesWith(place: Place): Pipelines {
    const credentials = assumedRole(sts, { ...place, roleArn: place.roleArn ?? '' });
    const client = new CodePipelineClient({ ...bench.client(), region: ELSEWHERE.region, credentials });
    clients.push(client);
    return codepipelineGateway({ client, once: client });
  }
});
