import type { KnownBlock } from '@slack/web-api';
import fc from 'fast-check';
import { validateView } from '../../../infra/local/slack/block-kit/validate';
import { applyAlarms } from '../../../src/domain/alarms/ring';
import type { AuditRecord } from '../../../src/domain/audit/audit-chain';
import type { PipelinePolicy } from '../../../src/domain/policies/policy';
import { ADA, anApproval, anEntry, anExecution } from '../../support/builders/facts';
import { foreign } from '../../support/builders/foreign';
import { anApprovalPolicy, aPolicy, aPolicyAsking } from '../../support/builders/policies';
import { homeBench } from '../../support/home-bench';

const NINE = new Date('2026-03-02T09:00:00.000Z');
const HOUR = 3_600_000;

beforeEach(() => jest.useFakeTimers({ now: NINE }));
afterEach(() => jest.useRealTimers());

type Bench = ReturnType<typeof homeBench>;

const blocksOf = async (bench: Bench, slackId = 'U0ADA'): Promise<KnownBlock[]> => {
  await bench.task().openHome({ slackId });
  return bench.tabs.published.at(-1)?.view.blocks as KnownBlock[];
};
const wordsIn = (blocks: readonly KnownBlock[]): string[] =>
  blocks.flatMap((block) => {
    if (block.type === 'section' || block.type === 'header') return block.text?.text ?? [];
    return block.type === 'context' ? block.elements.map((one) => ('text' in one ? one.text : '')) : [];
  });
const headersIn = (blocks: readonly KnownBlock[]): string[] =>
  blocks.flatMap((block) => (block.type === 'header' ? block.text.text : []));
const lockOf = (pipeline: string, reason = 'audit') => ({
  pipeline,
  current: { lockId: `lock-${pipeline}`, by: ADA, reason, since: NINE, stage: 'Deploy' },
  ended: [],
});

describe('a Home tab', () => {
  it('says who is needed where first, then how things are, then what somebody did and may do, and of when it is', async () => {
    const bench = homeBench({ recentBy: async () => [] });
    await bench.locks.update('penguins', () => lockOf('penguins'));

    const blocks = await blocksOf(bench);

    expect(headersIn(blocks)).toEqual([
      'Waiting for you',
      'Pipelines',
      'Locks and freezes',
      'Your recent decisions',
      'What you may do',
    ]);
    expect(wordsIn(blocks).at(-1)).toMatch(/^As of <!date\^1772442000\^/);
  });

  it('asks for what expires first, then for what waits longest, with what it is about and what holds it', async () => {
    const bench = homeBench();
    const at = (hours: number) => new Date(NINE.getTime() + hours * HOUR);
    await bench.waits('late', { requestedAt: at(-1), expiresAt: at(48) });
    await bench.waits('never', { requestedAt: at(-9), expiresAt: undefined });
    await bench.waits('soon', { requestedAt: at(-2), expiresAt: at(2) });
    await bench.waits('late, but asked before', { requestedAt: at(-3), expiresAt: at(48) });
    await bench.locks.update('penguins', () => lockOf('penguins'));

    const blocks = await blocksOf(bench);

    const asked = blocks.filter((block) => block.type === 'section' && block.accessory);
    expect(wordsIn(asked).map((words) => words.split('\n')[0])).toEqual([
      '*penguins soon*',
      '*penguins late, but asked before*',
      '*penguins late*',
      '*penguins never*',
    ]);
    expect(headersIn(blocks)[0]).toBe('Waiting for you: 4');
    expect(wordsIn(asked)[0]).toMatch(/\*Stage\* Approve.*Locked by <@U0ADA>.*Waiting since .*\{ago\}.*Expires /s);
    expect(asked[0]).toMatchObject({ accessory: { action_id: 'details', text: { text: 'Review' } } });
  });

  it('asks nobody for what they may not approve, had a part in, or have approved already', async () => {
    const involvement = { people: [{ part: 'wrote' as const, name: 'Ada', slackId: 'U0ADA' }] };
    const bench = homeBench({
      policies: [aPolicyAsking({ approvers: ['U0ADA', 'U0BEN'], fourEyes: true, quorum: 2 })],
    });
    await bench.waits('her own', { involvement });
    const mine = anApproval();
    const vote = { by: ADA, at: NINE, auditId: 'a', evidenceHash: mine.evidenceHash };
    await bench.approvals.update(mine.approvalId, () => ({ ...mine, votes: [vote] }));

    const [ada, ben, cem] = [await blocksOf(bench), await blocksOf(bench, 'U0BEN'), await blocksOf(bench, 'U0CEM')];

    expect(wordsIn(ada).slice(0, 3)).toEqual([
      'Waiting for you',
      ':white_check_mark: Nothing waits for you.',
      '2 more approvals wait for others.',
    ]);
    expect(headersIn(ben)[0]).toBe('Waiting for you: 2');
    expect(headersIn(cem)[0]).toBe('Waiting for you');
  });

  it('shows pipelines that somebody may see, those first in which something goes on', async () => {
    const names = ['alpha', 'beta', 'gamma', 'delta', 'secret'];
    const policies = names.map((name) =>
      aPolicy({ name, ...(name === 'secret' && { roles: { viewer: [], operator: [], approver: [], admin: [] } }) }),
    );
    const bench = homeBench({ policies });
    const running = anExecution({ pipeline: 'gamma', startedAt: NINE });
    await bench.executions.update('gamma', running.executionId, () => running);
    await bench.locks.update('delta', () => lockOf('delta'));

    const words = wordsIn(await blocksOf(bench));

    const lines = words.filter((line) => /^\*\w+\* {2}·/.test(line)).map((line) => /\w+/.exec(line)?.[0]);
    expect(lines).toEqual(['delta', 'gamma', 'alpha', 'beta']);
    expect(words.join()).not.toContain('secret');
  });

  it('says nothing of pipelines and alarms that the configuration names no longer', async () => {
    const bench = homeBench({ policies: [aPolicy({ name: 'alpha' }), aPolicy({ name: 'beta', alarms: ['drift'] })] });
    const drift = { kind: 'alarm', name: 'drift', state: 'ringing', reason: 'x', since: NINE } as const;
    for (const pipeline of ['alpha', 'beta', 'retired']) {
      await bench.alarmRings.update(pipeline, () => applyAlarms({ pipeline, rings: [] }, [drift]));
    }
    const running = anExecution({ pipeline: 'retired' });
    await bench.executions.update('retired', running.executionId, () => running);
    await bench.locks.update('retired', () => lockOf('retired'));
    await bench.waits('1.4.0', { pipeline: 'retired' });

    const words = wordsIn(await blocksOf(bench));

    expect(words[0]).toBe('Waiting for you');
    const lines = words.filter((line) => /^\*\w+\* {2}·/.test(line));
    expect(lines.map((line) => [/\w+/.exec(line)?.[0], line.includes('drift rings')])).toEqual([
      ['beta', true],
      ['alpha', false],
    ]);
    expect(words.join()).not.toContain('retired');
  });

  it('says once what holds several pipelines', async () => {
    const freeze = {
      kind: 'single' as const,
      timeZone: 'UTC',
      reason: 'Year end',
      from: { year: 2026, month: 3, day: 1, hour: 0, minute: 0 },
      to: { year: 2026, month: 3, day: 9, hour: 0, minute: 0 },
    };
    const bench = homeBench({
      policies: Array.from({ length: 8 }, (_, index) => aPolicy({ name: `p${index}`, freezes: [freeze] })),
    });

    const blocks = await blocksOf(bench);

    const held = blocks[blocks.findIndex(isHeader('Locks and freezes')) + 1];
    expect(held && wordsIn([held])[0]).toMatch(
      /^:snowflake: frozen until .*Year end: \*p0\*, \*p1\*, \*p2\*, \*p3\*, \*p4\*, and 3 more$/,
    );
  });

  it('tells the newest five decisions of somebody, and nothing that was refused or not done', async () => {
    const record = (index: number, rest: object = {}) =>
      ({
        ...anEntry({ phase: 'done', request: { reason: 'better' }, evidence: { model: { version: `1.${index}.0` } } }),
        ...{ at: new Date(NINE.getTime() - index * HOUR).toISOString(), schema: 1, sequence: index, ...rest },
      }) as AuditRecord;
    const records = [
      record(0, { phase: 'refused' }),
      record(1),
      record(2, { action: 'approval.rejected' }),
      record(3, { action: 'pipeline.deploy' }),
      ...[4, 5, 6, 7].map((index) => record(index)),
    ];
    const bench = homeBench({ recentBy: async () => records });

    const words = wordsIn(await blocksOf(bench))
      .find((line) => line.includes('you rejected'))
      ?.split('\n');

    expect(words).toHaveLength(5);
    expect(words?.[1]).toContain('you rejected *1.2.0* of penguins: better');
    expect(words?.map((line) => /\d\.\d\.0/.exec(line)?.[0])).toEqual(['1.1.0', '1.2.0', '1.4.0', '1.5.0', '1.6.0']);
  });

  it.each([
    ['a guest', { isFullMember: false }, [], /^I answer full members of this workspace only/],
    ['whoever may see no pipeline', {}, ['U0BEN'], /^There is no pipeline that you may see.*whoami/],
  ])('tells %s one sentence', async (_who, person, viewer, sentence) => {
    const roles = { viewer, operator: [], approver: [], admin: [] };
    const bench = homeBench({ policies: [aPolicy({ roles })] });
    bench.directory.knows('U0ADA', person);

    const words = wordsIn(await blocksOf(bench));

    expect(words[0]).toMatch(sentence);
    expect(words).toHaveLength(2); // and of when it is
  });
});

describe('whatever stands in it', () => {
  /** As many as there may be, with names as long as CodePipeline takes them, and all of them locked. */
  const many = (text: string): PipelinePolicy[] =>
    Array.from({ length: 100 }, (_, index) =>
      aPolicy({
        name: `${index}`.padStart(100, 'p'),
        model: text || 'm',
        alarms: [text],
        approvals: { otherwise: anApprovalPolicy({ approvers: ['U0ADA'], fourEyes: true }), stages: {} },
      }),
    );

  it('is taken by Slack, without a mention or link that we did not write', async () => {
    await fc.assert(
      fc.asyncProperty(foreign, foreign, fc.integer({ min: 1, max: 5 }), async (text, other, page) => {
        const record = { ...anEntry({ phase: 'done', request: { reason: text } }), at: NINE.toISOString() };
        const policies = many(text);
        const bench = homeBench({ policies, recentBy: async () => Array(40).fill(record) });
        for (const { name } of policies) await bench.locks.update(name, () => lockOf(name, other));
        const hold = { alarms: [text, other], freeze: { reason: text, until: NINE } };
        const commit = { commitId: 'c'.repeat(40), message: text, authorName: other, url: `https://x/${text}` };
        for (let index = 0; index < 50; index += 1) {
          const evidence = { executionId: 'e', commit, model: { version: other }, metrics: { [text]: other } };
          await bench.waits(other, {
            pipeline: policies[index % 3]?.name ?? '',
            stage: text.slice(0, 100) || 's',
            evidence,
            hold,
          });
        }

        await bench.task().openHome({ slackId: 'U0ADA', page });

        const view = bench.tabs.published.at(-1)?.view;
        expect(validateView(view)).toEqual([]);
        expect(JSON.stringify(view).length).toBeLessThan(200_000);
        const words = wordsIn((view?.blocks ?? []) as KnownBlock[]);
        expect(words).toContain(`Page ${page} of 5`);
        expect(words.filter((one) => /<!channel>|<@U0EVIL>|<https:\/\/evil/.test(one))).toEqual([]);
      }),
      {
        numRuns: 8,
        examples: [
          ['<!channel>', '&'.repeat(3000), 1],
          ['\\"'.repeat(900), '<@U0EVIL>', 5],
        ],
      },
    );
  });
});

const isHeader = (words: string) => (block: KnownBlock) => block.type === 'header' && block.text.text === words;
