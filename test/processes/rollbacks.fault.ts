import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudWatchClient, SetAlarmStateCommand, type StateValue } from '@aws-sdk/client-cloudwatch';
import {
  CodePipelineClient,
  type ExecutionMode,
  GetPipelineCommand,
  ListActionExecutionsCommand,
  UpdatePipelineCommand,
} from '@aws-sdk/client-codepipeline';
import { buildBot } from '../../infra/local/bot-process';
import { firstBrokenLink } from '../../src/domain/audit/audit-chain';
import { auditRecords } from '../support/audit-records';
import { ended, type LocalStack, startBot, startLocalStack } from '../support/local-stack';
import {
  BUILD_LIMIT_MS,
  hasButton,
  openCard,
  predict,
  privateAnswer,
  RELEASES,
  untilMessage,
  wordsOf,
} from '../support/releases-channel';

const PIPELINE = 'penguins';
const ADELIE = { bill_length_mm: 39.1, bill_depth_mm: 18.7, flipper_length_mm: 181, body_mass_g: 3750 };

/** What tells one model from another. */
interface Proof {
  version: string;
  digest: string;
  accuracy: string;
}

jest.setTimeout(10 * BUILD_LIMIT_MS);

/** Of the seeded commits the first was released, then the second, and the third waits for its approval. */
describe('rolling back, over real sockets', () => {
  let stack: LocalStack;
  let bot: ReturnType<typeof startBot>;
  let awsConsole: CodePipelineClient;
  let cloudwatch: CloudWatchClient;

  beforeAll(async () => {
    [stack] = await Promise.all([startLocalStack('--no-bot'), buildBot()]);
    const { environment } = stack;
    const console = {
      region: environment.AWS_REGION ?? '',
      credentials: { accessKeyId: 'console', secretAccessKey: 'test' },
    };
    awsConsole = new CodePipelineClient({ ...console, endpoint: environment.AWS_ENDPOINT_URL_CODEPIPELINE ?? '' });
    cloudwatch = new CloudWatchClient({ ...console, endpoint: environment.AWS_ENDPOINT_URL_CLOUDWATCH ?? '' });
    const file = join(stack.state, 'mlpipeline.yaml');
    writeFileSync(file, CONFIGURATION);
    bot = startBot({ ...environment, MLPIPELINE_CONFIG: file });
    await bot.up;
  });

  afterAll(async () => {
    if (bot) await ended(bot.process);
    awsConsole?.destroy();
    cloudwatch?.destroy();
    await stack?.remove();
  });

  /** Asked of the model itself: what answers is what production serves. */
  const served = async (): Promise<Proof> => {
    const answer = (await predict(stack, [ADELIE])) as ServedAnswer;
    return { version: answer.version, digest: answer.digest, accuracy: answer.metrics.accuracy.toFixed(4) };
  };

  /** What an action of the newest executions told, by CodePipeline's own history, newest first. */
  const toldBy = async (action: string): Promise<Record<string, string>[]> => {
    const command = new ListActionExecutionsCommand({ pipelineName: PIPELINE, maxResults: 100 });
    const { actionExecutionDetails = [] } = await awsConsole.send(command);
    return actionExecutionDetails
      .filter(({ actionName, status }) => actionName === action && status === 'Succeeded')
      .map(({ output }) => output?.outputVariables ?? {});
  };

  const alarmBecomes = (StateValue: StateValue) =>
    cloudwatch.send(new SetAlarmStateCommand({ AlarmName: 'drift', StateValue, StateReason: 'by hand' }));

  /** Somebody else saves the pipeline, which makes another version of it. */
  const savedWith = async (executionMode: ExecutionMode) => {
    const { pipeline } = await awsConsole.send(new GetPipelineCommand({ name: PIPELINE }));
    if (!pipeline) throw new Error('the pipeline is gone');
    await awsConsole.send(new UpdatePipelineCommand({ pipeline: { ...pipeline, executionMode } }));
  };

  const untilRolledBack = async (reason: string) =>
    untilMessage(
      stack.person('U0OMAR'),
      `the end of the rollback because of “${reason}”`,
      (message) => /^Rollback of penguins .*(succeeded|failed)/.test(message.text) && wordsOf(message).includes(reason),
    );

  /** By the dialog, to its end. @returns what the dialog said and what production serves then */
  const rollBackTo = async ({ version }: Proof, reason: string) => {
    const omar = stack.person('U0OMAR');
    await omar.say(RELEASES, `/mlpipeline rollback ${PIPELINE} ${version}`);
    const { view } = await omar.until(({ dialogs }) => dialogs.find((dialog) => dialog.view.submit), {
      what: 'the filled rollback dialog',
    });
    await omar.submit({ reason });
    const card = await untilRolledBack(reason);
    return { dialog: JSON.stringify(view.blocks), card: wordsOf(card), model: await served() };
  };

  it('brings each release back whichever way is possible, and answers an alarm by one click', async () => {
    const [ada, omar] = [stack.person('U0ADA'), stack.person('U0OMAR')];
    await ada.press(await openCard(ada), 'approve');
    const [third, second, first] = (await toldBy('Train')).map(asProof);
    if (!first || !second || !third) throw new Error('there are not three releases');
    expect(new Set([first, second, third].map(({ digest }) => digest)).size).toBe(3);
    await untilMessage(ada, 'the third release', (message) => {
      const words = wordsOf(message);
      return words.includes('now serves') && words.includes(third.version);
    });
    expect(await served()).toEqual(third);

    await alarmBecomes('ALARM');
    const ringing = await untilMessage(ada, 'the alarm card', (message) => hasButton(message, 'roll_back_alarm'));
    await omar.press(ringing, 'roll_back_alarm');
    await untilRolledBack('Alarm drift: by hand');
    expect(await served()).toEqual(second);
    await alarmBecomes('OK');
    const quiet = await untilMessage(ada, 'the quiet alarm', ({ ts, text }) => ts === ringing.ts && /quiet/.test(text));
    expect(wordsOf(quiet)).toMatch(/Rolled back to \*.* by <@U0OMAR>/);
    expect(hasButton(quiet, 'roll_back_alarm')).toBe(false);

    for (const release of [first, third]) {
      const { model } = await rollBackTo(release, `back to ${release.version}, by stage`);
      expect(model).toEqual(release);
      expect((await toldBy('Deploy'))[0]).toMatchObject(asTold(release));
    }
    expect(await toldBy('Train')).toHaveLength(3);

    // What is taken out of production is marked bad; of a bad one the policy takes nobody's word for granted.
    for (const { version } of [first, second]) {
      await omar.say(RELEASES, `/mlpipeline releases ${PIPELINE} --mark good ${version} it was an exercise`);
      await privateAnswer(omar, new RegExp(`Marked .*${version}.* as good`));
    }
    await savedWith('SUPERSEDED');
    expect((await rollBackTo(first, 'the pipeline was edited')).model).toEqual(first);
    await savedWith('PARALLEL');
    expect((await rollBackTo(second, 'the pipeline is PARALLEL')).model).toEqual(second);
    expect((await toldBy('Train')).slice(0, 2).map(asProof)).toEqual([second, first]);

    const records = await auditRecords(stack.environment, `pipeline:${PIPELINE}`);
    expect(firstBrokenLink(records)).toBeUndefined();
    expect(records.filter(({ action }) => action === 'pipeline.rollback').map(({ phase }) => phase)).toEqual(
      Array(5).fill(['intended', 'done']).flat(),
    );
  });
});

interface ServedAnswer {
  version: string;
  digest: string;
  metrics: { accuracy: number };
}

const asProof = ({ MODEL_VERSION = '', MODEL_DIGEST = '', METRIC_ACCURACY = '' }: Record<string, string>): Proof => ({
  ...{ version: MODEL_VERSION, digest: MODEL_DIGEST, accuracy: METRIC_ACCURACY },
});

/** What the deploy stage tells once it has proven what production serves. */
const asTold = ({ version, digest, accuracy }: Proof) => ({
  ...{ DEPLOYED_VERSION: version, DEPLOYED_DIGEST: digest, METRIC_ACCURACY: accuracy },
});

/** Whoever approves need not be another one here: this is about what comes after. */
const CONFIGURATION = `
channel: ${RELEASES}
roles: { viewer: everyone, operator: [U0OMAR], approver: [U0ADA], admin: [] }
pipelines:
  ${PIPELINE}:
    alarms: [drift]
    approvals: { fourEyes: false, rollback: pre-approved }
timing: { updateEverySeconds: 0, tasks: 1, updatesPerMinute: 100000, postsPerMinute: 100000 }
`;
