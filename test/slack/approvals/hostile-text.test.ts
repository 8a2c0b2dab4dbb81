import type { ModalView } from '@slack/web-api';
import fc from 'fast-check';
import { validateBlocks, validateView } from '../../../infra/local/slack/block-kit/validate';
import { packageApprovalId, type Vote } from '../../../src/domain/approvals/approval';
import type { AuditRecord } from '../../../src/domain/audit/audit-chain';
import { evidenceOf } from '../../../src/slack/approvals/answer-messages';
import { approvalCard } from '../../../src/slack/approvals/approval-card';
import type { ApprovalView } from '../../../src/slack/approvals/approval-view';
import { detailsDialog } from '../../../src/slack/approvals/details-dialog';
import { aGateResult, anApprovalView } from '../../support/builders/approval-views';
import { anApproval, anEntry } from '../../support/builders/facts';
import { foreign } from '../../support/builders/foreign';

const short = foreign.map((text) => text.slice(0, 60));
const list = <T>(item: fc.Arbitrary<T>, maxLength = 60) => fc.array(item, { maxLength });
const ids = fc.constantFrom('U0ADA', 'U0BEN', 'S0RISK', 'W0CAROL', 'policy');
const moments = fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => new Date(seconds * 1000));
const actors = fc.record({ id: ids, name: foreign, team: fc.constant('T0LOCAL') });
const maybe = <T>(item: fc.Arbitrary<T>) => fc.option(item, { nil: undefined });

const evidence = fc.record({
  commit: maybe(
    fc.record({ commitId: fc.constant('c'.repeat(40)), message: foreign, authorName: foreign, url: foreign }),
  ),
  model: fc.record({
    version: maybe(foreign),
    digest: maybe(foreign),
    packageArn: maybe(foreign),
    imageUri: maybe(foreign),
    evaluationUrl: maybe(fc.oneof(foreign, fc.webUrl())),
  }),
  metrics: fc.dictionary(short, foreign, { maxKeys: 80 }),
  tests: maybe(fc.record({ passed: fc.nat(), failed: fc.nat(), skipped: fc.nat(), failing: list(foreign, 10) })),
  changes: maybe(
    fc.record({
      repository: short,
      since: maybe(fc.constant('b'.repeat(40))),
      commits: list(
        fc.record({
          commitId: fc.constant('a'.repeat(40)),
          subject: foreign,
          authorName: foreign,
          authorEmail: foreign,
          committerName: foreign,
          committerEmail: foreign,
        }),
      ),
      isCapped: fc.boolean(),
      files: maybe(
        fc.record({
          count: fc.nat(5000),
          isCapped: fc.boolean(),
          shown: list(fc.record({ path: foreign, change: fc.constantFrom('added', 'modified', 'deleted') }), 20),
        }),
      ),
    }),
  ),
  production: maybe(fc.record({ executionId: short, version: maybe(foreign), metrics: fc.dictionary(short, foreign) })),
});

const votes: fc.Arbitrary<Vote[]> = list(
  fc.record({
    by: actors,
    at: moments,
    auditId: short,
    reason: maybe(foreign),
    evidenceHash: fc.constantFrom('h', 'old'),
  }),
  20,
);

const approvals = fc
  .record({
    kind: fc.constantFrom('action', 'package'),
    status: fc.constantFrom('open', 'decided', 'ended'),
    evidence,
    votes,
    requestedBy: maybe(actors),
    customData: maybe(foreign),
    externalLink: maybe(fc.oneof(foreign, fc.webUrl())),
    involvement: fc.record({
      people: list(
        fc.record({
          part: fc.constantFrom('started', 'wrote', 'committed', 'pushed'),
          name: foreign,
          address: maybe(foreign),
          slackId: maybe(fc.oneof(ids, fc.constant('bot'))),
        }),
      ),
      incomplete: maybe(foreign),
    }),
    hold: maybe(fc.record({ alarms: list(short, 20), freeze: maybe(fc.record({ reason: foreign, until: moments })) })),
    override: maybe(
      fc.record({
        alarms: list(short, 20),
        asked: fc.record({ by: actors, at: moments, reason: foreign, auditId: short }),
        confirmed: maybe(fc.record({ by: actors, at: moments, auditId: short })),
      }),
    ),
    decision: fc.record({
      decision: fc.constantFrom('approved', 'rejected'),
      by: actors,
      at: moments,
      auditId: short,
      reason: maybe(foreign),
      verdict: list(
        fc
          .tuple(fc.constantFrom('', 'Gate missed: ', 'It would have warned. The gate is missed: '), foreign)
          .map(([begin, text]) => begin + text),
        10,
      ),
    }),
    ending: fc.record({
      how: fc.constantFrom('answered elsewhere', 'expired', 'stage retried'),
      at: moments,
      by: maybe(foreign),
      detail: maybe(foreign),
      decision: fc.constantFrom('approved', 'rejected'),
    }),
    registry: maybe(
      fc.record({
        arn: short,
        state: fc.constantFrom('unchecked', 'answered', 'behind', 'differs', 'gone'),
        detail: foreign,
      }),
    ),
  })
  .map(({ kind, status, decision, ending, ...rest }) => ({
    ...anApproval(),
    ...(kind === 'package' && {
      group: rest.customData ?? '',
      packageVersion: '7',
      arn: 'arn:p',
      approvalId: packageApprovalId('penguins', '7'),
    }),
    ...rest,
    ...(status === 'decided' && { decision }),
    ...(status === 'ended' && { ending }),
    kind,
    status,
    evidenceHash: 'h',
  }));

const views: fc.Arbitrary<ApprovalView> = fc
  .record({
    approval: approvals,
    verdict: fc.record({
      gates: list(
        fc
          .record({ metric: short, state: fc.constantFrom('passed', 'missed', 'open'), says: foreign })
          .map(({ metric, ...result }) => aGateResult({ metric }, result as { state: 'passed' })),
        40,
      ),
      quorum: fc.integer({ min: 1, max: 10 }),
      blockers: list(foreign, 10),
      warnings: list(foreign, 10),
      recommendation: maybe(foreign),
      wouldHave: maybe(foreign),
    }),
    missing: list(list(ids, 12), 10),
    lock: maybe(fc.record({ lockId: short, by: actors, reason: foreign, since: moments, stage: short })),
  })
  .map(({ approval, missing, verdict, ...rest }) => ({
    ...anApprovalView({ verdict }),
    ...rest,
    approval: approval as ApprovalView['approval'],
    standing: { approvals: 1, quorum: 3, stillToInclude: missing },
  }));

const records: fc.Arbitrary<AuditRecord[]> = list(
  fc
    .record({ actor: actors, action: foreign, reason: foreign, said: foreign })
    .map(({ actor, action, reason, said }) => ({
      ...anEntry({ actor, action, target: 'a', request: { reason }, outcome: { said } }),
      ...{ schema: 1 as const, sequence: 1, at: new Date(0).toISOString(), previousHash: '', hash: '' },
    })),
  30,
);

/** What we write ourselves between < and >: mentions of ids, links, moments. */
const OURS = /^<(@[UW][A-Z0-9]+|!subteam\^S[A-Z0-9]+|!date\^\d+\^[^<>]*|https?:\/\/[^<>|]+(\|[^<>]*)?)>$/;

/** Every text of a message or dialog that Slack reads as markup. */
function markup(shown: unknown): string[] {
  if (typeof shown !== 'object' || shown === null) return [];
  const { type, text }: { type?: unknown; text?: unknown } = shown;
  if (type === 'mrkdwn') return [String(text)];
  return Object.values(shown).flatMap(markup);
}

function expectInert(shown: unknown): void {
  for (const text of markup(shown)) {
    for (const [token] of text.matchAll(/<[^>]*>?/g)) expect(token).toMatch(OURS);
  }
}

/** As much of everything as there can be, all of it this text. */
function full(text: string): ApprovalView {
  const by = { id: 'arn', name: text, team: 'T0LOCAL' };
  const at = new Date(0);
  const metrics = Object.fromEntries(Array.from({ length: 80 }, (_, index) => [`${index}${text}`, text]));
  const commit = { commitId: 'a'.repeat(40), subject: text, authorName: text, authorEmail: text };
  const approval = anApproval({
    approvalId: 'a',
    evidenceHash: 'h',
    waitingBehind: 1000,
    customData: text,
    externalLink: `https://example.com/${text}`,
    requestedBy: by,
    evidence: {
      commit: { commitId: 'c'.repeat(40), message: text, authorName: text, url: `https://example.com/${text}` },
      model: {
        version: text,
        digest: text,
        packageArn: text,
        imageUri: text,
        evaluationUrl: `https://x.example/${text}`,
      },
      metrics,
      tests: { passed: 1, failed: 10, skipped: 0, failing: Array(10).fill(text) },
      changes: {
        repository: text,
        since: 'b'.repeat(40),
        commits: Array(100).fill({ ...commit, committerName: `${text}.`, committerEmail: text }),
        isCapped: true,
        files: { count: 5000, isCapped: true, shown: Array(20).fill({ path: text, change: 'modified' }) },
      },
      production: { executionId: text, version: text, metrics },
    },
    involvement: { people: Array(200).fill({ part: 'wrote', name: text, address: text }), incomplete: text },
    votes: Array(10).fill({ by, at, auditId: text, reason: text, evidenceHash: 'h' }),
    hold: { alarms: Array(20).fill(text), freeze: { reason: text, until: at } },
    override: { alarms: ['another'], asked: { by, at, reason: text, auditId: text } },
  });
  const gates = Object.keys(metrics).map((metric) => aGateResult({ metric }, { state: 'missed', says: text }));
  const told = Array(20).fill(text);
  return anApprovalView({
    approval,
    verdict: { gates, blockers: told, warnings: told, recommendation: text, wouldHave: text, quorum: 10 },
    standing: { approvals: 1, quorum: 10, stillToInclude: Array(10).fill(Array(20).fill('S0RISK')) },
    lock: { lockId: text, by, reason: text, since: at, stage: text },
  });
}

const history = (text: string): AuditRecord[] =>
  Array.from({ length: 30 }, (_, index) => ({
    ...anEntry({ target: 'a', auditId: `${index}`, action: text, request: { reason: text }, outcome: { said: text } }),
    ...{ schema: 1 as const, sequence: 1, at: new Date(0).toISOString(), previousHash: '', hash: '' },
  }));

describe.each([
  ['that grows when it is escaped', '&'.repeat(3000)],
  ['that grows as JSON', '\\"'.repeat(1500)],
  ['of characters of two halves', '🐧'.repeat(1500)],
  ['of marks', '*_~`<@U0EVIL>|'.repeat(200)],
])('an approval full of text %s', (_what, text) => {
  const view = full(text);
  const { decision, ending } = {
    decision: {
      decision: 'approved' as const,
      by: { id: 'arn', name: text, team: '' },
      at: new Date(0),
      auditId: 'x',
      reason: text,
      verdict: [text, text],
    },
    ending: { how: 'answered elsewhere' as const, by: text, detail: text, at: new Date(0) },
  };

  it.each([
    ['open', {}],
    ['decided', { status: 'decided' as const, decision }],
    ['ended', { status: 'ended' as const, ending }],
  ])('still makes a card that Slack takes while it is %s', (_state, rest) => {
    const { blocks } = approvalCard({ ...view, approval: { ...view.approval, ...rest } });

    expect(validateBlocks(blocks, 'message')).toEqual([]);
    expectInert(blocks);
  });

  it('still makes a private answer and a dialog that Slack takes', () => {
    const { blocks } = evidenceOf(view, { decision: 'rejected', reason: text.slice(0, 1700), slackId: 'U0ADA' });
    const dialog = detailsDialog({ view, records: history(text), reader: { slackId: 'U0ADA', isAdmin: true } });

    expect(validateBlocks(blocks, 'message')).toEqual([]);
    expect(validateView(dialog)).toEqual([]);
    expect(JSON.stringify(dialog).length).toBeLessThan(250_000);
    expectInert(dialog.blocks);
  });
});

const runs = { numRuns: 25, seed: 6_060_606 };

describe('whatever stands in an approval', () => {
  it('makes a card that Slack takes, and whose only mentions and links are ours', () => {
    fc.assert(
      fc.property(views, (view) => {
        const { blocks, text } = approvalCard(view);

        expect(validateBlocks(blocks, 'message')).toEqual([]);
        expectInert([...blocks, { type: 'mrkdwn', text }]);
      }),
      runs,
    );
  });

  it('makes a private answer of which the same is true', () => {
    fc.assert(
      fc.property(views, foreign, (view, reason) => {
        const { blocks } = evidenceOf(view, { decision: 'approved', reason: reason.slice(0, 1700), slackId: 'U0BEN' });

        expect(validateBlocks(blocks, 'message')).toEqual([]);
        expectInert(blocks);
      }),
      runs,
    );
  });

  it('makes a dialog of which the same is true', () => {
    fc.assert(
      fc.property(views, records, fc.boolean(), (view, history, isAdmin) => {
        const own = { ...view, approval: { ...view.approval, approvalId: 'a' } };
        const dialog: ModalView = detailsDialog({ view: own, records: history, reader: { slackId: 'U0ADA', isAdmin } });

        expect(validateView(dialog)).toEqual([]);
        expect(JSON.stringify(dialog).length).toBeLessThan(250_000);
        expectInert(dialog.blocks);
      }),
      runs,
    );
  });
});
