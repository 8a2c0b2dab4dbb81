import { validateBlocks } from '../../infra/local/slack/block-kit/validate';
import type { Execution, StageProgress } from '../../src/domain/executions/execution';
import type { Failure } from '../../src/domain/executions/failure';
import type { Lock } from '../../src/domain/releases/lock';
import { consolePlaces, executionPage } from '../../src/slack/console-links';
import { executionCard } from '../../src/slack/executions/execution-card';
import { ADA, anExecution } from '../support/builders/facts';
import { aPolicy } from '../support/builders/policies';
import { aMark, released } from '../support/builders/rollbacks';

const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 9, minute));
const console = consolePlaces({ regionOf: () => 'eu-central-1' })(aPolicy());
const EXECUTION = 'aaaaaaaa-1111-4222-8333-444444444444';
const OTHER = 'bbbbbbbb-1111-4222-8333-444444444444';

const REPLACED = { executionId: 'execution-1.5.0', name: '1.5.0' };
const LOCK: Lock = {
  ...{ lockId: 'lock-1', by: ADA, reason: 'incident', since: at(0), stage: 'Deploy', transition: 'disabled' },
};

type Input = Parameters<typeof executionCard>[0];

const card = (execution: Partial<Execution>, rest: Partial<Input> = {}) =>
  executionCard({
    execution: anExecution({ executionId: EXECUTION, startedAt: at(0), ...execution }),
    ...{ policy: aPolicy(), model: {}, waiting: [], isMuted: false, console },
    ...rest,
  });
const words = (...input: Parameters<typeof card>): string => JSON.stringify(card(...input).blocks);
const stage = (name: string, rest: Partial<StageProgress> = {}): StageProgress => ({
  ...{ name, status: 'Succeeded', attempt: 1, startedAt: at(0), endedAt: at(3) },
  ...rest,
});
const failure = (rest: Partial<Failure> = {}): Failure => ({
  ...{ attempt: 1, stage: 'Test', action: 'SystemTest', phase: 'POST_BUILD', author: 'U0EMMA' },
  ...{ lines: [], failingTests: [], cause: 'tests', says: 'Tests failed.', timesThisWeek: 1 },
  ...rest,
});
const failed = (about: Partial<Failure> = {}, rest: Partial<Execution> = {}): Partial<Execution> => ({
  ...{ status: 'Failed', endedAt: at(5), failure: failure(about) },
  revision: { commitId: 'c'.repeat(40), message: 'Use flipper length', authorName: 'Emma' },
  ...rest,
});

describe('the card of an execution', () => {
  it('tells how long a stage took, and since when one is in progress: nothing redraws a number that grows old', () => {
    const stages = [stage('Source'), stage('Build', { status: 'InProgress', startedAt: at(3), endedAt: undefined })];

    const said = words({ stageNames: ['Source', 'Build', 'Deploy'], stages });

    expect(said).toContain(
      ':white_check_mark: Source 3 min  →  :hourglass_flowing_sand: Build since <!date^1772442180^',
    );
    expect(said).toContain(':white_circle: Deploy');
    expect(said).not.toContain('Took');
  });

  it('says behind which execution it waits', () => {
    const said = words({ stages: [stage('Source')] }, { queuedBehind: { stage: 'Approve', executionId: OTHER } });

    expect(said).toContain(
      `Waits until execution <${executionPage(console, 'penguins', OTHER)}|bbbbbbbb> has left *Approve*`,
    );
  });

  it('mentions whoever asked for it, unless they have muted that', () => {
    expect(words({ requestedBy: ADA })).toContain('Asked for by <@U0ADA>');
    expect(words({ requestedBy: ADA }, { isRequesterMuted: true })).toContain('Asked for by Ada');
  });

  it('offers a retry of what has failed for as long as that is possible', () => {
    expect(words(failed())).toContain('"text":"Retry"');
    expect(words(failed({}, { notRetryable: 1 }))).not.toContain('"text":"Retry"');
    expect(words(failed({}, { notRetryable: 1 }))).toContain('"text":"Logs"');
    expect(words(failed({ attempt: 2 }, { attempt: 2, notRetryable: 1 }))).toContain('"text":"Retry"');
  });

  it('counts the attempts of a stage, not those of the stages before it', () => {
    const stages = [
      stage('Source'),
      stage('Build', { attempt: 2 }),
      stage('Test', { attempt: 2 }),
      stage('Deploy', { attempt: 3, status: 'Failed' }),
    ];

    const said = words({ stageNames: ['Source', 'Build', 'Test', 'Deploy'], stages, attempt: 3 });

    expect(said).toContain('Source 3 min  →');
    expect(said).toContain('Build 3 min (2nd attempt)');
    expect(said).toContain('Test 3 min  →');
    expect(said).toContain('Deploy 3 min (2nd attempt)');
  });

  it('says who retried it, and how often it was', () => {
    const intervention = { kind: 'retry', by: ADA, at: at(9) } as const;

    expect(words({ attempt: 2, intervention })).toContain(':repeat: Attempt 2, retried by <@U0ADA>, <!date^');
    expect(words({ attempt: 1, intervention })).toContain(':repeat: Retried by <@U0ADA>');
    expect(words({ attempt: 3 })).toContain(':repeat: Attempt 3, retried outside Slack');
    expect(words({ attempt: 1 })).not.toContain(':repeat:');
  });

  it('says who stopped it and why, as far as that is known', () => {
    const intervention = { kind: 'stop', by: ADA, at: at(9), reason: 'wrong labels' } as const;

    expect(words({ status: 'Stopped', intervention })).toMatch(/Stopped by <@U0ADA>.*&gt;wrong labels|>wrong labels/);
    expect(words({ status: 'Stopped', stopReason: 'by hand' })).toMatch(/Stopped outside Slack\\n>by hand/);
    expect(words({ status: 'InProgress', stopReason: 'by hand' })).not.toContain('by hand');
  });

  it('says that it waits for approval only while it does', () => {
    const waiting = [{ stage: 'Approve', requestedAt: at(4) }];

    expect(words({}, { waiting })).toContain(':raised_hand: Waits for approval in *Approve* since <!date^');
    expect(words({ status: 'Stopped' }, { waiting })).not.toContain('Waits');
  });

  it.each([
    [
      'CloudWatchEvent',
      'arn:aws:events:us-east-1:123456789012:rule/codepipeline-penguins-main-rule',
      'Started by a push',
    ],
    ['CloudWatchEvent', 'arn:aws:events:us-east-1:123456789012:rule/nightly', 'Started by the rule nightly'],
    ['StartPipelineExecution', 'arn:aws:sts::123456789012:assumed-role/Admin/pia', 'Started outside Slack by pia'],
    ['StartPipelineExecution', undefined, 'Started outside Slack'],
    ['ManualRollback', 'arn:aws:iam::123456789012:user/pia', 'Rolled back outside Slack by pia'],
    ['AutomatedRollback', undefined, 'Rolled back by CodePipeline'],
    ['CreatePipeline', undefined, 'Started when the pipeline was made'],
  ])('tells a start by %s (%s)', (type, detail, said) => {
    expect(words({ trigger: { type, detail } })).toContain(said);
  });

  describe('of a rollback', () => {
    const target = released('1.3.0', 50, { executionId: OTHER });
    const asked = (rest: Partial<Execution> = {}): Partial<Execution> => ({
      ...{ rollbackOf: OTHER, stageNames: ['Source', 'Deploy'], stages: [stage('Deploy')] },
      ...{
        requestedBy: ADA,
        reason: 'drift',
        rollback: { how: 'stage', auditId: 'a', release: '1.3.0', replacing: REPLACED },
      },
      ...rest,
    });
    const byRevision = (rest: Partial<Execution> = {}) =>
      asked({ rollback: { how: 'revision', auditId: 'a', release: '1.3.0', replacing: REPLACED }, ...rest });
    const rebuilt = (digest: string | undefined, status: Execution['status'] = 'Succeeded') =>
      words(byRevision({ status }), { rollback: { target }, model: { version: '1.6.0', digest } });

    it('says what it restores, what it takes out, how, who asked and why', () => {
      const said = words(asked(), { rollback: { target } });

      expect(said).toContain(':rewind: *Rollback to penguins 1.3.0*');
      const page = executionPage(console, 'penguins', OTHER);
      expect(said).toContain(`Restores \`1.3.0\`, the release of execution <${page}|bbbbbbbb>, commit c0ffee0`);
      expect(said).toContain('Takes `1.5.0` out of production');
      expect(said).not.toContain('marked as failed');
      expect(said).toContain('nothing is rebuilt');
      expect(said).toContain('Asked for by <@U0ADA>\\n>drift');
      expect(said).not.toContain(':white_circle: Source');
    });

    it('is one also where it was begun elsewhere and nobody knows the release', () => {
      const said = words({ rollbackOf: OTHER, stages: [stage('Deploy')] });

      expect(said).toContain(':rewind: *Rollback to penguins*');
      expect(said).toContain('Restores the release of execution <');
    });

    it('says that what it replaces is marked as failed, and that the old one is served again', () => {
      const replaced = released('1.5.0', 1, { mark: aMark() });
      const said = words(asked({ status: 'Succeeded' }), { rollback: { target, replaced, isLockedAfterwards: true } });

      expect(said).toContain('Takes `1.5.0` out of production, marked as failed in production');
      expect(said).toContain(':rocket: *penguins* serves `1.3.0` again');
      expect(said).toContain(':lock: Locked afterwards');
    });

    it('shows the whole pipeline where that runs again', () => {
      const said = words(byRevision(), { rollback: { target } });

      expect(said).toContain(':white_circle: Source');
      expect(said).toContain('Runs the whole pipeline again from its commit');
    });

    it.each<[string, string | undefined, string, string]>([
      ['itself', 'sha256:1.3.0', 'The rebuilt model is *1.3.0* itself', 'serves `1.3.0` again'],
      ['another one', 'sha256:other', ':warning: The rebuilt model is not *1.3.0*', 'now serves `1.3.0`, rebuilt'],
      [
        'unknown',
        undefined,
        ':warning: Nobody can tell whether the rebuilt model is *1.3.0*',
        'now serves `1.3.0`, rebuilt',
      ],
    ])('says whether the rebuilt model is the old one, by its digest: %s', (_what, digest, said, served) => {
      expect(rebuilt(digest)).toContain(said);
      expect(rebuilt(digest)).toContain(served);
    });

    it('says so as soon as the model is built, and before it does not guess', () => {
      expect(rebuilt('sha256:other', 'InProgress')).toContain('The rebuilt model is not *1.3.0*');
      expect(rebuilt(undefined, 'InProgress')).not.toContain('Nobody can tell');
      expect(rebuilt(undefined, 'Failed')).not.toContain('Nobody can tell');
    });

    it.each<[string, Partial<Execution>, Partial<Lock>, boolean]>([
      ['before the stage', { stages: [] }, {}, true],
      ['after the stage before it', { stages: [stage('Source')] }, {}, true],
      ['in the stage', { stages: [stage('Deploy', { status: 'InProgress' })] }, {}, false],
      ['in another stage', { stages: [stage('Source', { status: 'InProgress' })] }, {}, false],
      ['before a stage that is open', { stages: [] }, { transition: 'none' }, false],
      ['at its end', { stages: [], status: 'Succeeded' }, {}, false],
    ])('says that it waits for the lock: %s', (_where, execution, rest, waits) => {
      const said = words(asked(execution), { rollback: { target, lock: { ...LOCK, ...rest } } });

      expect(said.includes(':lock: Waits before *Deploy*: unlock to let it in')).toBe(waits);
    });

    it('keeps within what Slack takes, and shows foreign words as words', () => {
      const long = '<!channel>&`'.repeat(100);
      const rollback = {
        target: released(long, 5),
        replaced: released(long, 1, { mark: { ...aMark(), reason: long } }),
      };
      const message = card(
        byRevision({ status: 'Succeeded', rollback: { how: 'revision', auditId: 'a', release: long } }),
        {
          ...{ rollback, model: { digest: 'x' }, release: rollback.replaced },
        },
      );

      expect(validateBlocks(message.blocks, 'message')).toEqual([]);
      expect(JSON.stringify(message.blocks)).not.toContain('<!channel>');
    });
  });

  it('says of a release that it has failed in production, who said so and which rollback took it out', () => {
    const mark = { ...aMark(), rolledBackBy: OTHER };

    expect(words({ status: 'Succeeded' }, { release: released('1.5.0', 1, { mark }) })).toContain(
      `:x: Failed in production: drift on the southern islands (<@U0OMAR>, rolled back by execution <${executionPage(console, 'penguins', OTHER)}|bbbbbbbb>)`,
    );
    expect(words({ status: 'Succeeded' }, { release: released('1.5.0', 1, { mark: aMark('good') }) })).toContain(
      ':+1: Good in production',
    );
    expect(words({ status: 'Succeeded' }, { release: released('1.5.0', 1) })).not.toContain('in production');
  });

  describe('that was superseded', () => {
    const superseded: Partial<Execution> = {
      ...{ status: 'Superseded' as const, endedAt: at(5), attempt: 2, stages: [stage('Source')] },
      revision: { commitId: 'c'.repeat(40), message: 'First try', authorName: 'Emma' },
    };

    it('is one line that leads to the one that overtook it', () => {
      const { blocks } = card({ ...superseded, supersededBy: { executionId: OTHER, commitId: 'd'.repeat(40) } });

      const by = `execution <${executionPage(console, 'penguins', OTHER)}|bbbbbbbb> of ddddddd`;
      expect(blocks).toMatchObject([
        { type: 'section', text: { text: `:fast_forward: *penguins* ccccccc First try, superseded by ${by}` } },
      ]);
    });

    it('is one line also where nobody knows by which', () => {
      const { blocks } = card(superseded);

      expect(blocks).toMatchObject([{ text: { text: expect.stringMatching(/, superseded by a newer execution$/) } }]);
      expect(JSON.stringify(blocks)).not.toContain('\\n');
    });
  });
});

describe('the card of an execution that failed', () => {
  const buttons = (blocks: ReturnType<typeof card>['blocks']) =>
    blocks.flatMap((block) => (block.type === 'actions' ? block.elements.map((one) => Object(one).text.text) : []));

  it('says at once what failed, and with which words', () => {
    const failedAction = {
      stage: 'Test',
      action: 'SystemTest',
      summary: 'exit 1, token=abcdef012345',
      url: 'https://l.example',
    };
    const { blocks, reply } = card(failed({}, { failure: undefined, failedAction }));

    const said = JSON.stringify(blocks);
    expect(said).toContain('*Test / SystemTest* failed: exit 1, token=[redacted]  <https://l.example|Open the log>');
    expect(buttons(blocks)).toEqual(['Retry', 'Logs']);
    expect(reply).toBeUndefined();
  });

  it('then says where, by which tests, what it looks like, how often, and whose commit it is', () => {
    const failingTests = Array.from({ length: 7 }, (_, n) => `test_${n}`);
    const said = words(failed({ failingTests, lines: ['a line'], timesThisWeek: 3 }));

    expect(said).toContain('*Test / SystemTest* failed in phase Post-build');
    expect(said).toContain('•  `test_4`\\n… and 2 more');
    expect(said).toContain(
      ':mag: Looks like *tests*: Tests failed. Third time this week.\\nThe commit is by <@U0EMMA>',
    );
    expect(said).not.toMatch(/test_5|a line/);
  });

  it.each([
    [2, ' Second time this week.'],
    [6, ' Sixth time this week.'],
    [21, ' 21st time this week.'],
    [1, 'Tests failed."'],
  ])('counts %d failures alike', (timesThisWeek, said) => {
    expect(words(failed({ timesThisWeek, author: undefined }))).toContain(said);
  });

  it('shows the last six lines where no test is named, and all of them in the thread', () => {
    const lines = Array.from({ length: 20 }, (_, n) => `line ${n}.`);
    const { blocks, reply } = card(failed({ lines }));

    const text = lines.slice(-6).join('\n');
    expect(blocks).toContainEqual({
      type: 'rich_text',
      elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text }] }],
    });
    expect(JSON.stringify(reply?.blocks)).toContain('line 0.');
  });

  it('tells the author in the thread, once per attempt', () => {
    const { reply } = card(failed({ attempt: 2 }, { attempt: 2 }));

    expect(reply?.name).toBe('failure 2');
    expect(reply?.text).toBe('<@U0EMMA>: the commit `ccccccc` failed in *Test / SystemTest* of penguins.');
  });

  it('names an author who is muted, and mentions nobody', () => {
    const { blocks, reply } = card(failed(), { isMuted: true });

    const said = JSON.stringify([blocks, reply]);
    expect(said).not.toContain('<@');
    expect(said).toContain('The commit is by Emma');
    expect(reply?.text).toContain('Emma: the commit');
  });

  it('says nothing of an earlier attempt, and replies only while the last one has failed', () => {
    const retried = card(failed({}, { attempt: 2, status: 'InProgress', endedAt: undefined }));
    const failedAgain = card(failed({}, { attempt: 2 }));
    const goesOn = card(failed({}, { status: 'InProgress', endedAt: undefined }));

    expect(retried.reply).toBeUndefined();
    expect(failedAgain.reply).toBeUndefined();
    expect(goesOn.reply).toBeUndefined();
    expect(JSON.stringify([retried, failedAgain])).not.toContain('Looks like');
  });

  it('takes a rejection for a decision: no triage, no author, and nobody is told', () => {
    const about = failure({
      stage: 'Approve',
      action: 'Decide',
      isDecision: true,
      phase: undefined,
      cause: undefined,
      author: undefined,
    });
    const failedAction = {
      stage: 'Approve',
      action: 'Decide',
      summary: 'recall fell mlpipeline/11111111-2222-4333-8444-555555555555',
    };
    const { blocks, reply } = card(failed({}, { failure: about, failedAction }));

    expect(JSON.stringify(blocks)).toContain('*Approve / Decide* was rejected: recall fell"');
    expect(JSON.stringify(blocks)).not.toMatch(/Looks like|commit is by/);
    expect(reply).toBeUndefined();
  });

  it('does not reply for a decision, whoever is on record as the author', () => {
    expect(card(failed({ isDecision: true, lines: ['x'] })).reply).toBeUndefined();
  });

  it('has no reply where there is neither an author nor anything to read', () => {
    expect(card(failed({ author: undefined, lines: [] })).reply).toBeUndefined();
    expect(card(failed({ author: undefined, lines: ['x'] })).reply?.text).toMatch(/^The commit/);
  });
});

describe('foreign text on the card of an execution', () => {
  const hostile = ['<!channel> <@U0EVE> *bold* `code` ```\n> &&& ', '&', '"', '`', '🐧', '\u202E\u0000x'].map((part) =>
    part.repeat(10_000 / part.length),
  );

  const everywhere = (text: string): Partial<Execution> => ({
    ...failed({
      ...{ lines: Array.from({ length: 20 }, () => text.slice(0, 240)), says: text.slice(0, 200) },
      failingTests: Array.from({ length: 10 }, () => text.slice(0, 120)),
      ...{ stage: 'S'.repeat(100), action: 'A'.repeat(100) },
    }),
    revision: {
      commitId: 'c'.repeat(40),
      message: text,
      authorName: text,
      url: `https://example.com/${text.slice(0, 500)}`,
    },
    ...{ reason: text, requestedBy: ADA, attempt: 1, stopReason: text, rollbackOf: OTHER },
    intervention: { kind: 'stop', by: ADA, at: at(9), reason: text },
    failedAction: { stage: 'Test', action: 'SystemTest', summary: text, url: 'https://example.com' },
    stageNames: ['Source', 'Build', 'Test', 'Deploy'],
    trigger: { type: 'CloudWatchEvent', detail: `arn:aws:events:::rule/${text}` },
  });

  it.each(hostile)('is taken by Slack, calls nobody and breaks out of nothing (text %#)', (text) => {
    const shown = [
      card(everywhere(text)),
      card({ ...everywhere(text), failure: undefined, requestedBy: undefined }),
      card({ ...everywhere(text), failure: failure({ lines: [text.slice(0, 240)] }) }),
      card({ ...everywhere(text), status: 'Superseded', supersededBy: { executionId: OTHER, commitId: text } }),
    ];

    for (const { blocks, reply } of shown) {
      for (const some of reply ? [blocks, reply.blocks] : [blocks]) {
        expect(validateBlocks(some, 'message')).toEqual([]);
        for (const markup of markupOf(some)) {
          expect(markup).not.toMatch(/<!(?:channel|here|everyone)|<@U0EVE/);
        }
      }
    }
  });

  it('fits with fifty stages of a hundred characters', () => {
    const stageNames = Array.from({ length: 50 }, (_, n) => `${n}`.padEnd(100, 's'));
    const { blocks } = card({ stageNames, stages: stageNames.map((name) => stage(name, { attempt: 2 })) });

    expect(validateBlocks(blocks, 'message')).toEqual([]);
    expect(JSON.stringify(blocks)).toContain('49sss');
  });
});

/** Every text in Slack's markup. */
function markupOf(blocks: unknown): string[] {
  if (Array.isArray(blocks)) return blocks.flatMap(markupOf);
  if (typeof blocks !== 'object' || blocks === null) return [];
  const { type, text }: { type?: unknown; text?: unknown } = blocks;
  if (type === 'mrkdwn' && typeof text === 'string') return [text];
  return Object.values(blocks).flatMap(markupOf);
}
