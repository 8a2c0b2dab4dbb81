import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodeBuildClient, CreateProjectCommand } from '@aws-sdk/client-codebuild';
import { CodePipelineClient, CreatePipelineCommand } from '@aws-sdk/client-codepipeline';
import { buildBot } from '../../infra/local/bot-process';
import { penguinsPipeline } from '../../infra/local/pipelines';
import type { Snapshot } from '../../infra/local/slack/model';
import type { Person } from '../../infra/local/slack/person';
import { auditRecords } from '../support/audit-records';
import { createFaultProxy, type FaultProxy } from '../support/fault-proxy';
import { ended, type LocalStack, startBot, startLocalStack } from '../support/local-stack';
import {
  BUILD_LIMIT_MS,
  hasButton,
  openCard,
  RELEASES,
  speaksOf,
  untilMessage,
  wordsOf,
} from '../support/releases-channel';

jest.setTimeout(2 * BUILD_LIMIT_MS);

/** The source of the sample and an approval right after it: nothing here is about what is built in between. */
const GATE = 'gate';
const GENERAL = 'C0GENERAL';
/** Its build fails, and its log holds what a log may hold. */
const PROJECT = 'gate-build';

/** Operations that change something; everything else may be called at will. */
const CHANGES = new Set([
  ...['StartPipelineExecution', 'PutApprovalResult', 'RollbackStage', 'RetryStageExecution', 'StopPipelineExecution'],
  ...['DisableStageTransition', 'EnableStageTransition', 'StartBuild', 'StopBuild', 'RetryBuild'],
]);

type Situation = 'allowed' | 'denied' | 'locked' | 'unknown' | 'malformed';

interface Case {
  verb: string;
  situation: Situation;
  /** Omar has every role, Vera looks, Ben has none. */
  who: 'U0OMAR' | 'U0VERA' | 'U0BEN';
  text: string;
  /** Where it is typed; in the pipelines’ own channel unless said. */
  channel?: string;
  /** What the private answer, or the dialog, says. */
  says: RegExp;
  /** Changing calls that reach AWS, in order; none unless said. */
  calls?: string[];
  /** `action phase` of what is written down, in order; nothing unless said. */
  audit?: string[];
  /** What the next case relies on. */
  afterwards?: (answer: string, omar: Person) => Promise<unknown>;
}

const allowed = (verb: string, text: string, says: RegExp, rest: Partial<Case> = {}): Case => ({
  ...{ verb, situation: 'allowed', who: 'U0OMAR', text, says },
  ...rest,
});
const denied = (verb: string, text: string, says: RegExp, rest: Partial<Case> = {}): Case => ({
  ...{ verb, situation: 'denied', who: 'U0VERA', text, says },
  ...rest,
});
const unknown = (verb: string, text: string, says: RegExp): Case => ({
  ...{ verb, situation: 'unknown', who: 'U0OMAR', text, says },
});
const malformed = (verb: string, text: string, says: RegExp, rest: Partial<Case> = {}): Case => ({
  ...{ verb, situation: 'malformed', who: 'U0OMAR', text, says },
  ...rest,
});
const locked = (verb: string, text: string, says: RegExp, rest: Partial<Case> = {}): Case => ({
  ...{ verb, situation: 'locked', who: 'U0OMAR', text, says },
  ...rest,
});

const UNKNOWN_PIPELINE = /There is no pipeline “gaet”\. Did you mean gate\?/;
const NO_OPTION = /There is no option --nonsense here/;
const NOT_YOURS = /You may not .* gate: that needs the role \w+\. These people have it: <@U0OMAR>/;
const IS_LOCKED =
  /gate is locked until somebody unlocks it \(“labels are wrong”\), so nothing was done\. It was locked by <@U0OMAR>/;

/** What a stop brings about that is carried out. */
const STOPPED: Partial<Case> = {
  calls: ['StopPipelineExecution'],
  audit: ['pipeline.stop intended', 'pipeline.stop done'],
};

/** The execution that was started has reached its approval, and the cards of those before it are closed. */
const isTheOneThatWaits = (answer: string, omar: Person): Promise<unknown> =>
  omar.until(
    ({ messages }) => {
      const open = messages[RELEASES]?.filter((message) => hasButton(message, 'approve') && speaksOf(message, GATE));
      const executionId = /execution `([0-9a-f]{8})`/.exec(answer)?.[1] ?? '';
      return open?.length === 1 && open[0] && speaksOf(open[0], executionId) ? open[0] : undefined;
    },
    { what: 'the card of what was started, and no other that is open', timeoutMs: BUILD_LIMIT_MS },
  );

/** While nothing is locked. */
const OPEN: Case[] = [
  allowed('list', 'list', /\*gate\*.*1 waiting for approval/),
  denied('list', 'list', /There is no pipeline that you may see/, { who: 'U0BEN' }),
  unknown('list', 'list everything', /“everything” is one word too many/),
  malformed('list', 'list --page zero', /A page is a number/),

  allowed('status', 'status gate', /\*Approve\* in progress/),
  denied('status', 'status gate', /You may not look at gate/, { who: 'U0BEN', audit: ['refused.status refused'] }),
  unknown('status', 'status gaet', UNKNOWN_PIPELINE),
  malformed('status', 'status', /Which pipeline\? Usage: \/mlpipeline status &lt;pipeline&gt;/),

  allowed('approve', 'approve gate looks good', /Your reason: looks good.*Only you see this/),
  denied('approve', 'approve gate', NOT_YOURS, { audit: ['refused.approved refused'] }),
  unknown('approve', 'approve gaet', UNKNOWN_PIPELINE),
  malformed('approve', 'approve --nonsense', NO_OPTION),

  allowed('reject', 'reject gate it is <!channel> worse', /Your reason: it is &lt;!channel&gt; worse/),
  denied('reject', 'reject gate no', NOT_YOURS, { audit: ['refused.rejected refused'] }),
  unknown('reject', 'reject gaet no', UNKNOWN_PIPELINE),
  malformed('reject', 'reject gate', /Please say why/),

  denied('stop', 'stop gate why', NOT_YOURS, { audit: ['refused.stop refused'] }),
  unknown('stop', 'stop gaet why', UNKNOWN_PIPELINE),
  unknown('stop', 'stop gate --execution ffffffff why', /No execution of gate in progress begins like that/),
  malformed('stop', 'stop gate', /Please say why/),
  malformed('stop', 'stop gate --execution xyz why', /An execution is named by 4 or more characters/),
  allowed('stop', 'stop gate wrong data', /Only the approval in Approve is in progress.*Give --abandon/, {
    audit: ['pipeline.stop intended', 'pipeline.stop refused'],
  }),
  allowed('stop', 'stop gate --abandon wrong data', /Stopping execution `[0-9a-f]{8}` of \*gate\*/, STOPPED),
  denied('retry', 'retry gate', NOT_YOURS, { audit: ['refused.retry refused'] }),
  unknown('retry', 'retry gaet', UNKNOWN_PIPELINE),
  malformed('retry', 'retry gate again', /“again” is one word too many/),
  malformed('retry', 'retry gate --all=yes', /--all takes no value/),
  allowed('retry', 'retry gate', /Retrying stage \*Approve\* of execution/, {
    calls: ['RetryStageExecution'],
    audit: ['pipeline.retry intended', 'pipeline.retry done'],
  }),
  allowed('stop', 'stop gate <!channel> --abandon', /Stopping execution/, STOPPED),

  allowed('deploy', 'deploy gate', /Started execution `[0-9a-f]{8}` of \*gate\*/, {
    calls: ['StartPipelineExecution'],
    afterwards: isTheOneThatWaits,
    audit: ['pipeline.deploy intended', 'pipeline.deploy done'],
  }),
  denied('deploy', 'deploy gate', NOT_YOURS, { audit: ['refused.deploy refused'] }),
  unknown('deploy', 'deploy gaet', UNKNOWN_PIPELINE),
  unknown('deploy', 'deploy gate --branch nowhere', /has no branch “nowhere”/),
  unknown('deploy', 'deploy gate --commit ffffffff', /None of the last executions of gate has a commit that begins/),
  unknown('deploy', 'deploy gate --var SECRET=1', /gate has no variable SECRET\. It declares none\./),
  malformed('deploy', 'deploy gate --commit xyz', /A commit is named by its id/),
  malformed('deploy', 'deploy gate --var =', /“=” is not a variable/),
  malformed('deploy', 'deploy gate --commit ffffffff --branch main', /Name a commit or a branch, not both/),

  allowed(
    'build',
    'build gate-build --branch main --var ROWS=3',
    /Started build `[0-9a-f]{8}` of \*gate-build\* of `[0-9a-f]{7}`/,
    {
      calls: ['StartBuild'],
      audit: ['project.build intended', 'project.build done'],
    },
  ),
  denied('build', 'build gate-build', /You may not start, stop or roll back gate-build.*<@U0OMAR>/, {
    audit: ['refused.build refused'],
  }),
  unknown('build', 'build gate-biuld', /There is no project “gate-biuld”\. Did you mean gate-build\?/),
  unknown('build', 'build penguins-deploy', /There is no project “penguins-deploy”/),
  unknown('build', 'build gate-build --branch nowhere', /has no branch “nowhere”/),
  unknown('build', `build gate-build --commit ${'f'.repeat(40)}`, /The repository penguins has no commit f+\./),
  unknown('build', 'build gate-build --var BASH_ENV=1', /gate-build has no variable BASH_ENV\. It declares ROWS\./),
  malformed('build', 'build', /Which project\? Usage: \/mlpipeline build &lt;project&gt;/),
  malformed('build', `build gate-build --var ROWS=ghp_${'a1'.repeat(18)}`, /The value of ROWS looks like a secret/),

  allowed('logs', 'logs gate-build', /\*gate-build\* build 1/),
  denied('logs', 'logs gate', /You may not look at gate/, { who: 'U0BEN', audit: ['refused.logs refused'] }),
  unknown('logs', 'logs penguins-deploy', /There is no pipeline, project or build “penguins-deploy”/),
  unknown('logs', 'logs gate', /gate has no build whose log could be shown/),
  malformed('logs', 'logs', /Which pipeline or build\? Usage/),

  allowed('rollback', 'rollback penguins', /Restore which release\?/),
  denied('rollback', 'rollback gate', NOT_YOURS, { audit: ['refused.rollback refused'] }),
  unknown('rollback', 'rollback gaet', UNKNOWN_PIPELINE),
  malformed('rollback', 'rollback penguins one two', /“two” is one word too many/),

  allowed('releases', 'releases penguins', /in production/),
  denied('releases', 'releases gate', /You may not look at gate/, {
    who: 'U0BEN',
    audit: ['refused.releases refused'],
  }),
  unknown('releases', 'releases gaet', UNKNOWN_PIPELINE),
  unknown(
    'releases',
    'releases gate --mark bad 9.9 it failed',
    /There is no release “9.9”|Nothing has been released yet/,
  ),
  malformed('releases', 'releases penguins --mark ugly 1 it failed', /A release is marked bad or good/),
  malformed('releases', 'releases penguins --page -1', /A page is a number|needs a value/),

  allowed('audit', 'audit gate --since 1h', /`pipeline\.deploy`/),
  denied('audit', 'audit gate', /You may not look at gate/, { who: 'U0BEN', audit: ['refused.audit refused'] }),
  unknown('audit', 'audit gaet', UNKNOWN_PIPELINE),
  malformed('audit', 'audit --by somebody', /type @ and choose the person/),
  malformed('audit', 'audit --since yesterday', /“yesterday” is no duration/),

  allowed('digest', 'digest today', /\*gate\* {2}2 executions started/),
  denied('digest', 'digest', /There is no pipeline that you may see/, { who: 'U0BEN' }),
  unknown('digest', 'digest tomorrow', /A digest is of today, yesterday or week/),
  malformed('digest', 'digest today now', /“now” is one word too many/),

  allowed('subscribe', 'subscribe gate failures', /This channel now gets failures of \*gate\*/, {
    channel: GENERAL,
    audit: ['pipeline.subscribe intended', 'pipeline.subscribe done'],
  }),
  allowed('subscribe', 'subscribe gate', /This channel gets everything of gate already/),
  denied('subscribe', 'subscribe gate', NOT_YOURS, { channel: GENERAL, audit: ['refused.subscribe refused'] }),
  unknown('subscribe', 'subscribe gaet', UNKNOWN_PIPELINE),
  unknown('subscribe', 'subscribe gate nonsense', /A channel gets failures, approvals, releases or, where nothing/),
  malformed('subscribe', 'subscribe', /Which pipeline\? Usage: \/mlpipeline subscribe &lt;pipeline&gt;/),
  malformed('subscribe', 'subscribe gate <!channel> now', /“now” is one word too many/),
  malformed('subscribe', 'subscribe gate', /Channels get cards, and this is none/, { channel: 'D0OMAR' }),

  allowed('unsubscribe', 'unsubscribe gate', /This channel now gets nothing of \*gate\*/, {
    channel: GENERAL,
    audit: ['pipeline.unsubscribe intended', 'pipeline.unsubscribe done'],
  }),
  allowed('unsubscribe', 'unsubscribe gate', /This channel gets nothing of gate/, { channel: GENERAL }),
  allowed('unsubscribe', 'unsubscribe gate', /mlpipeline\.yaml names this channel for gate/),
  denied('unsubscribe', 'unsubscribe gate', NOT_YOURS, { audit: ['refused.unsubscribe refused'] }),
  unknown('unsubscribe', 'unsubscribe gaet', UNKNOWN_PIPELINE),
  malformed('unsubscribe', 'unsubscribe --nonsense', NO_OPTION),

  allowed('mute', 'mute', /I mention you for no pipeline\./),
  unknown('mute', 'mute gaet', UNKNOWN_PIPELINE),
  malformed('mute', 'mute gate now', /“now” is one word too many/),
  allowed('unmute', 'unmute gate', /I mention you for gate only\./),
  allowed('whoami', 'whoami', /I mention you for gate only\./),
  allowed('unmute', 'unmute', /I mention you for every pipeline\./),
  unknown('unmute', 'unmute gaet', UNKNOWN_PIPELINE),
  malformed('unmute', 'unmute --nonsense', NO_OPTION),

  allowed('whoami', 'whoami', /\*operator\*: you are named/),
  denied('whoami', 'whoami', /You have no role in 3 pipelines or projects not named here/, { who: 'U0BEN' }),
  unknown('whoami', 'whoami really', /“really” is one word too many/),
  malformed('whoami', 'whoami --page zero', /A page is a number/),

  allowed('help', 'help lock', /Needs the role admin/),
  unknown('help', 'help frobnicate', /“frobnicate” is not a command/),
  malformed('help', 'help --nonsense', NO_OPTION),

  denied('lock', 'lock gate mine', NOT_YOURS, { audit: ['refused.lock refused'] }),
  unknown('lock', 'lock gaet why', UNKNOWN_PIPELINE),
  malformed('lock', 'lock gate', /Please say why/),
  malformed('lock', 'lock gate --for ever because', /“ever” is no duration/),
  malformed('unlock', 'unlock gate', /gate is not locked/),
  allowed('lock', 'lock gate labels are wrong', /Locked \*gate\*/, {
    calls: ['DisableStageTransition'],
    audit: ['pipeline.lock intended', 'pipeline.lock done'],
  }),
];

/** While gate is locked; the last ones unlock it, and are about what was stopped before. */
const LOCKED: Case[] = [
  locked('list', 'list', /locked by <@U0OMAR>/),
  locked('status', 'status gate', /locked by <@U0OMAR>/),
  locked('deploy', 'deploy gate', IS_LOCKED, { audit: ['pipeline.deploy intended', 'pipeline.deploy refused'] }),
  locked('approve', 'approve gate', IS_LOCKED),
  locked('retry', 'retry gate', IS_LOCKED, { audit: ['pipeline.retry intended', 'pipeline.retry refused'] }),
  locked('stop', 'stop gate it waits', /Only the approval in Approve is in progress/, {
    audit: ['pipeline.stop intended', 'pipeline.stop refused'],
  }),
  locked('rollback', 'rollback gate', /There is no earlier release to go back to/), // Omar is an operator and an admin
  locked('build', 'build gate-build', /Started build/, {
    calls: ['StartBuild'], // it ships nothing
    audit: ['project.build intended', 'project.build done'],
  }),
  locked('logs', 'logs gate-build', /\*gate-build\* build/),
  locked('lock', 'lock gate again', IS_LOCKED, { audit: ['pipeline.lock intended', 'pipeline.lock refused'] }),
  locked('reject', 'reject gate worse', /Your reason: worse/),
  locked('releases', 'releases penguins', /in production/),
  locked('audit', 'audit gate', /`pipeline\.lock`/),
  locked('digest', 'digest', /\*gate\*/),
  locked('subscribe', 'subscribe gate releases', /This channel now gets releases of \*gate\*/, {
    channel: GENERAL,
    audit: ['pipeline.subscribe intended', 'pipeline.subscribe done'],
  }),
  locked('unsubscribe', 'unsubscribe gate releases', /This channel now gets nothing of \*gate\*/, {
    channel: GENERAL,
    audit: ['pipeline.unsubscribe intended', 'pipeline.unsubscribe done'],
  }),
  locked('mute', 'mute gate', /I mention you for every pipeline but gate\./),
  locked('unmute', 'unmute gate', /I mention you for every pipeline\./),
  locked('whoami', 'whoami', /\*operator\*: you are named/),
  locked('help', 'help', /What you can type/),
  denied('unlock', 'unlock gate', NOT_YOURS, { audit: ['refused.unlock refused'] }),
  unknown('unlock', 'unlock gaet', UNKNOWN_PIPELINE),
  allowed('unlock', 'unlock gate', /Unlocked \*gate\*/, {
    calls: ['EnableStageTransition'],
    audit: ['pipeline.unlock intended', 'pipeline.unlock done'],
  }),
  allowed('retry', 'retry gate', /This cannot be retried: another execution has entered the stage since/, {
    calls: ['RetryStageExecution'],
    audit: ['pipeline.retry intended', 'pipeline.retry refused'],
  }),
];

/** Whatever is typed, where it is no verb. */
const NO_VERB: [string, string, RegExp][] = [
  ['an unknown verb', 'frobnicate', /“frobnicate” is not a command/],
  ['a mistyped verb', 'statsu gate', /Did you mean status/],
  ['2,001 characters of noise', 'x'.repeat(2001), /longer than 2000 characters/],
  ['a broadcast', '<!channel>', /“&lt;!channel&gt;” is not a command/],
  ['a mention as a pipeline', 'status <@U0EVIL|eve>', /There is no pipeline “&lt;@U0EVIL\|eve&gt;”/],
  ['control characters', 'status \u202Egate\u0000', /\*Approve\*/],
  ['smart quotes and dashes', 'deploy “gate” —branch nowhere', /has no branch “nowhere”/],
  ['a verb with --help', 'deploy --help', /Needs the role operator/],
];

describe('every command, for everybody, over real sockets', () => {
  let stack: LocalStack;
  let aws: FaultProxy;
  let folder: string;
  let bot: ReturnType<typeof startBot>;
  /** Records of the trail that the cases before have looked at: none is written between two of them. */
  let known: number;

  beforeAll(async () => {
    [stack] = await Promise.all([startLocalStack('--no-bot'), buildBot()]);
    aws = await createFaultProxy(stack.environment.AWS_ENDPOINT_URL_CODEPIPELINE ?? '');
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-commands-'));
    writeFileSync(join(folder, 'mlpipeline.yaml'), CONFIGURATION);
    await createGate(stack.environment);
    await createProject(stack.environment);
    bot = startBot({
      ...stack.environment,
      AWS_ENDPOINT_URL_CODEPIPELINE: aws.url,
      AWS_ENDPOINT_URL_CODEBUILD: aws.url,
      MLPIPELINE_CONFIG: join(folder, 'mlpipeline.yaml'),
    });
    await bot.up;
    await openCard(stack.person('U0OMAR'), GATE);
    known = (await trail()).length;
  });

  afterAll(async () => {
    await ended(bot.process);
    await aws.close();
    await stack.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([...OPEN, ...LOCKED].map((one) => [`${one.verb}, ${one.situation}`, one] as const))(
    '%s: says it in words, and does no more than it says',
    async (_name, { who, text, channel, says, calls = [], audit = [], afterwards }) => {
      const before = changes().length;

      const answer = await answerTo(who, text, channel);
      const written = (await trail()).slice(known);
      known += written.length;

      expect(answer).toMatch(says);
      expect(changes().slice(before)).toEqual(calls);
      expect(written).toEqual(audit);
      await afterwards?.(answer, stack.person('U0OMAR'));
    },
  );

  it.each(NO_VERB)('answers %s with one private sentence', async (_what, text, says) => {
    const before = changes().length;

    expect(await answerTo('U0OMAR', text)).toMatch(says);
    expect(changes().slice(before)).toEqual([]);
  });

  it('decides by the button of the private evidence, once, and closes the card', async () => {
    const omar = stack.person('U0OMAR');
    await answerTo('U0OMAR', 'approve gate better on every species');
    const evidence = (await omar.ephemerals()).at(-1);
    if (!evidence) throw new Error('no evidence');
    const before = changes().length;

    await omar.press(evidence, 'confirm_approve');
    const decided = await omar.until(
      ({ messages }) => messages[RELEASES]?.find((message) => /gate was approved/.test(message.text)),
      { what: 'the decided card' },
    );

    expect(wordsOf(decided)).toContain('better on every species');
    expect(changes().slice(before)).toEqual(['PutApprovalResult']);
  });

  it('follows a build to its end on one card, and tells privately why it failed', async () => {
    const omar = stack.person('U0OMAR');
    const card = await untilMessage(
      omar,
      'the card of the build that failed',
      (message) => /^Build of gate-build failed/.test(message.text) && speaksOf(message, 'build 1 '),
    );

    expect(wordsOf(card)).toContain('Asked for by <@U0OMAR> with `ROWS`');
    expect(wordsOf(card)).toContain('*gate-build* build 1 :x: failed in Build');
    expect(wordsOf(card)).toMatch(/:white_check_mark: Source.*:x: Build.*:white_check_mark: Finish/);
    expect(wordsOf(card)).toMatch(/:x: Tests: 1 passed, 1 failed, 0 skipped.*`recall`/);

    await omar.press(card, 'build_log');
    const answer = await omar.until(({ ephemerals }) => ephemerals.findLast((one) => hasButton(one, 'whole_log')), {
      what: 'the log',
    });
    expect(answer.text).toBe('Log of a build of gate-build.');
    expect(JSON.stringify(answer.blocks)).not.toContain('hunter2');
    expect(answer.blocks?.find(({ type }) => type === 'rich_text')).toMatchObject({
      elements: [
        {
          type: 'rich_text_preformatted',
          elements: [{ type: 'text', text: expect.stringContaining('<!channel> ```*bold*``` DB_PASSWORD=[redacted]') }],
        },
      ],
    });

    await omar.press({ ...answer, channel: RELEASES }, 'whole_log');
    const [file] = await omar.until(
      ({ messages }) =>
        Object.values(messages)
          .flat()
          .findLast(({ files }) => (files?.length ?? 0) > 0)?.files,
      { what: 'the file in the messages with the app' },
    );
    if (!file || !('url_private' in file)) throw new Error('no file');
    const whole = await (await fetch(new URL(`/ui/files/${file.id}?as=U0OMAR`, stack.url))).text();
    expect(file.name).toMatch(/^gate-build-[0-9a-f]{8}\.log$/);
    expect(whole).toContain('Entering phase BUILD');
    expect(whole).not.toContain('hunter2');
  });

  it('retries by the button on the card of what has failed, and the same approval asks again', async () => {
    const omar = stack.person('U0OMAR');
    await isTheOneThatWaits(await answerTo('U0OMAR', 'deploy gate --branch regression'), omar);
    await answerTo('U0OMAR', 'reject gate recall fell');
    const evidence = (await omar.ephemerals()).at(-1);
    if (!evidence) throw new Error('no evidence');
    await omar.press(evidence, 'confirm_reject');
    const failed = await untilMessage(omar, 'a failed card', (message) => hasButton(message, 'retry'));
    const before = changes().length;

    await omar.press(failed, 'retry');

    const retried = await untilMessage(omar, 'a card that says who retried it', (message) =>
      /[Rr]etried by <@U0OMAR>/.test(wordsOf(message)),
    );
    await openCard(omar, GATE);
    expect(retried.ts).toBe(failed.ts);
    expect(changes().slice(before)).toEqual(['RetryStageExecution']);
  });

  it('tries every verb that there is in every situation that it has', async () => {
    const verbs = [...(await answerTo('U0OMAR', 'help')).matchAll(/`\/mlpipeline (\w+)/g)].map(([, verb]) => verb);
    const tried = [...OPEN, ...LOCKED].map(({ verb, situation }) => `${verb} ${situation}`);

    const situations: Situation[] = ['allowed', 'denied', 'locked', 'unknown', 'malformed'];
    const wanted = [...new Set(verbs)].flatMap((verb) => situations.map((situation) => `${verb} ${situation}`));
    const missing = wanted.filter((one) => !tried.includes(one));

    // What unlock is for, and what everybody may.
    expect(missing).toEqual(['unlock locked', 'mute denied', 'unmute denied', 'help denied']);
    expect(new Set(verbs).size).toBeGreaterThan(10);
  });

  const changes = () => aws.seen.map(({ operation }) => operation).filter((operation) => CHANGES.has(operation));

  /** What was written down about the pipeline and the project, each in its chain, in order of time. */
  const trail = async (): Promise<string[]> => {
    const records = await auditRecords(stack.environment, `pipeline:${GATE}`, `project:${PROJECT}`);
    const inOrder = records.sort((one, other) => one.at.localeCompare(other.at));
    // Whatever ended without us is noted when its event comes, which may be during the next command.
    const ours = inOrder.filter(({ action }) => action !== 'approval.ended');
    return ours.map(({ action, phase }) => `${action} ${phase}`);
  };

  /** The words of the private answer, or of the dialog, that a command brings. */
  async function answerTo(who: string, text: string, channel = RELEASES): Promise<string> {
    const person = stack.person(who);
    await person.closeDialog().catch(() => undefined);
    const before = (await person.ephemerals()).filter(isAnswer).length;
    await person.say(channel, `/mlpipeline ${text}`);
    const seen = await person.until(
      ({ ephemerals, dialogs }: Snapshot) => ephemerals.filter(isAnswer).at(before) ?? filled(dialogs.at(-1)),
      { what: `an answer to “${text}”` },
    );
    return JSON.stringify(seen);
  }
});

/** The chart of a release history comes behind it, when it is drawn: perhaps in the middle of the next command. */
const isAnswer = ({ text }: Snapshot['ephemerals'][number]): boolean => !text.startsWith('Chart of');

/** A dialog that is not loading any more. */
const filled = (dialog: Snapshot['dialogs'][number] | undefined) =>
  dialog && !JSON.stringify(dialog.view).includes('hourglass') ? dialog : undefined;

const CONFIGURATION = `
channel: ${RELEASES}
roles: { viewer: [U0OMAR, U0VERA], operator: [U0OMAR], approver: [U0OMAR], admin: [U0OMAR] }
approvals: { fourEyes: false }
pipelines: { ${GATE}: {}, penguins: {} }
projects: { ${PROJECT}: { repository: penguins } }
timing: { updateEverySeconds: 0, tasks: 1, updatesPerMinute: 100000, postsPerMinute: 100000 }
`;

async function createGate(environment: Record<string, string>): Promise<void> {
  const client = new CodePipelineClient({
    endpoint: environment.AWS_ENDPOINT_URL_CODEPIPELINE ?? '',
    region: environment.AWS_REGION ?? '',
    credentials: { accessKeyId: 'console', secretAccessKey: 'test' },
  });
  const { stages, ...pipeline } = penguinsPipeline();
  const gate = {
    ...pipeline,
    name: GATE,
    stages: stages.filter(({ name }) => name === 'Source' || name === 'Approve'),
  };
  await client.send(new CreatePipelineCommand({ pipeline: gate }));
  client.destroy();
}

const BUILDSPEC = `
version: 0.2
phases:
  build:
    commands:
      - echo '<testsuite><testcase name="f1"/><testcase name="recall"><failure/></testcase></testsuite>' > unit.xml
      - echo '<!channel> \`\`\`*bold*\`\`\` DB_PASSWORD=hunter2'
      - python3 -c 'raise ValueError("$ROWS rows are too few")'
reports: { unit: { files: unit.xml } }
`;

async function createProject(environment: Record<string, string>): Promise<void> {
  const client = new CodeBuildClient({
    endpoint: environment.AWS_ENDPOINT_URL_CODEBUILD ?? '',
    region: environment.AWS_REGION ?? '',
    credentials: { accessKeyId: 'console', secretAccessKey: 'test' },
  });
  await client.send(
    new CreateProjectCommand({
      name: PROJECT,
      source: { type: 'CODEPIPELINE', buildspec: BUILDSPEC },
      artifacts: { type: 'CODEPIPELINE' },
      environment: {
        type: 'LINUX_CONTAINER',
        image: 'local/host',
        computeType: 'BUILD_GENERAL1_SMALL',
        environmentVariables: [{ name: 'ROWS', value: '1' }],
      },
      serviceRole: 'arn:aws:iam::123456789012:role/codebuild',
    }),
  );
  client.destroy();
}
