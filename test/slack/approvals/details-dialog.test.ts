import type { ViewOutput } from '@slack/bolt';
import type { KnownBlock } from '@slack/web-api';
import { NotAllowed } from '../../../src/domain/errors';
import { readDetailsDialog } from '../../../src/slack/approvals/details-answer';
import { detailsDialog } from '../../../src/slack/approvals/details-dialog';
import { aGateResult, anApprovalView, someChange } from '../../support/builders/approval-views';
import { ADA, anApproval, anEntry } from '../../support/builders/facts';
import { anApprovalPolicy } from '../../support/builders/policies';

const BEN = { id: 'U0BEN', name: 'Ben', team: 'T0LOCAL' };
const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 9, minute));

type Input = NonNullable<Parameters<typeof anApprovalView>[0]>;
type Rest = Partial<Omit<Parameters<typeof detailsDialog>[0], 'view'>>;

const dialog = (input: Input = {}, rest: Rest = {}) =>
  detailsDialog({ view: anApprovalView(input), records: [], reader: { slackId: 'U0ADA', isAdmin: false }, ...rest });
const words = (...input: Parameters<typeof dialog>): string => JSON.stringify(dialog(...input).blocks);
const blocksOf = (...input: Parameters<typeof dialog>) => dialog(...input).blocks as KnownBlock[];
const inputs = (...input: Parameters<typeof dialog>) =>
  blocksOf(...input).flatMap((block) => (block.type === 'input' ? [block] : []));
const options = (...input: Parameters<typeof dialog>): string[] =>
  inputs(...input).flatMap(({ element }) => (Object(element).options ?? []).map((one: { value: string }) => one.value));
const buttons = (...input: Parameters<typeof dialog>): string[] =>
  blocksOf(...input).flatMap((block) =>
    block.type === 'actions' ? block.elements.map((one) => Object(one).text.text) : [],
  );
/** What Slack sends back, as far as it is read: the type wants some twenty members more. */
const sentView = (view: object): ViewOutput => view as unknown as ViewOutput;
const sent = (decision: string | undefined, reason: string | null) =>
  sentView({
    private_metadata: 'approval-1 hash-1',
    state: {
      values: {
        decision: {
          decision: { type: 'radio_buttons', selected_option: decision === undefined ? null : { value: decision } },
        },
        reason: { reason: { type: 'plain_text_input', value: reason } },
      },
    },
  });

describe('the dialog Details', () => {
  it('shows values as they were exported, each with production and its gate', () => {
    const evidence = someChange({ metrics: { accuracy: '0.970000001' } });
    const said = words({ approval: { evidence }, verdict: { gates: [aGateResult()] } });

    expect(said).toMatch(
      /accuracy {2}\*0\.970000001\* {2}· {2}production 0\.96 {2}· {2}\S+ ▲ better {2}· {2}gate ≥ 0\.9 ✓/,
    );
  });

  it('lists every commit with its author, and every file', () => {
    const said = words({ approval: { evidence: someChange() } });

    expect(said).toContain('*Commits since production: 3 commits*');
    expect(said).toMatch(/<https:[^|]+\|eeeeeee> Commit e by Emma\\n/);
    expect(said).toContain('*5 changed files*');
    expect(said).toContain('~ train.py\\n… and 4 more');
  });

  it('lists no more commits than can be read, and says so', () => {
    const { changes } = someChange();
    const [commit] = changes?.commits ?? [];
    const many = changes && commit && { ...changes, commits: Array(70).fill(commit), isCapped: true };

    const said = words({ approval: { evidence: someChange({ changes: many }) } });

    expect(said).toContain('*Commits since production: at least 70 commits*');
    expect(said).toContain('… and 20 more');
    expect(said).toContain('There are more commits than are read.');
  });

  it('says so where nobody can tell what has changed', () => {
    expect(words({ approval: { evidence: someChange({ changes: undefined }) } })).toContain(
      'not known: the bot may not read the source',
    );
  });

  it('names the failing tests', () => {
    const tests = { passed: 10, failed: 1, skipped: 0, failing: ['test_recall_of_adelie'] };

    expect(words({ approval: { evidence: someChange({ tests }) } })).toContain('•  `test_recall_of_adelie`');
  });

  it('says of everybody involved who they are, and of the unknown which line to add', () => {
    const people = [
      {
        part: 'wrote' as const,
        name: 'Emma',
        address: 'emma@example.com',
        slackId: 'U0EMMA',
        commitId: 'c'.repeat(40),
      },
      { part: 'pushed' as const, name: 'ci', address: 'arn:aws:iam::123456789012:user/ci', slackId: 'bot' },
      { part: 'wrote' as const, name: 'Pia', address: 'pia@example.com' },
    ];
    const said = words({ approval: { involvement: { people, incomplete: 'There are more commits than are read.' } } });

    expect(said).toContain('<@U0EMMA> (`emma@example.com`) wrote commit ccccccc');
    expect(said).toContain(':robot_face: ci (`arn:aws:iam::123456789012:user/ci`)');
    expect(said).toContain('add to *people* in mlpipeline.yaml: `\\"pia@example.com\\": U…`');
    expect(said).toContain(':warning: There are more commits than are read.');
  });

  it('shows every vote with its reason, and which of them no longer count', () => {
    const { evidence, evidenceHash } = anApproval();
    const votes = [
      { by: BEN, at: at(1), auditId: 'a', reason: 'good recall', evidenceHash },
      { by: ADA, at: at(2), auditId: 'b', evidenceHash: 'old' },
    ];
    const said = words({
      approval: { evidence, evidenceHash, votes },
      standing: { approvals: 1, quorum: 2, stillToInclude: [['S0RISK']] },
    });

    expect(said).toMatch(/<@U0BEN>, <!date[^>]+>\\n>good recall/);
    expect(said).toMatch(/<@U0ADA>, <!date[^>]+>, for evidence that has changed since: it does not count/);
    expect(said).toContain('Still needed: <!subteam^S0RISK>');
  });

  it('tells the history of this approval alone, each request once and at most fifteen', () => {
    const { approvalId } = anApproval();
    const record = (auditId: string, rest: Parameters<typeof anEntry>[0]) => ({
      ...anEntry({ auditId, target: approvalId, ...rest }),
      ...{ schema: 1 as const, sequence: 1, at: at(3).toISOString(), previousHash: '', hash: '' },
    });
    const many = Array.from({ length: 16 }, (_, index) => record(`more-${index}`, { action: 'approval.withdrawn' }));
    const records = [
      record('one', { phase: 'refused', action: 'approval.approved', outcome: { said: 'The evidence has changed.' } }),
      record('one', { phase: 'intended', action: 'approval.approved' }),
      record('two', { target: 'another', action: 'approval.rejected' }),
      ...many,
    ];

    const said = words({ approval: { approvalId } }, { records });

    expect(said).toMatch(
      /:no_entry_sign: <!date[^>]+> {2}<@U0ADA> {2}`approval\.approved`\\n_The evidence has changed\._/,
    );
    expect(said.match(/`approval\./g)).toHaveLength(15);
    expect(said).not.toContain('approval.rejected');
    expect(said).toContain('… and 2 more: /mlpipeline audit shows them');
  });

  it('says which eyes are asked for', () => {
    expect(words()).toContain('Four eyes: whoever started');
    expect(words({ rules: anApprovalPolicy({ fourEyes: false }) })).toContain('Four eyes are off');
  });

  it('asks for an answer while it is open, with nothing chosen beforehand', () => {
    const view = dialog();

    expect(view.submit?.text).toBe('Answer');
    expect(options()).toEqual(['approved', 'rejected']);
    expect(inputs().map(({ optional }) => optional)).toEqual([undefined, true]);
    expect(JSON.stringify(view)).not.toContain('initial_option');
    expect(view.private_metadata).toMatch(/^[0-9a-f-]{36} [0-9a-f]{64}$/);
  });

  it('offers no approval where there can be none, and no answer where one has been given', () => {
    const decision = { decision: 'approved' as const, by: BEN, at: at(5), auditId: 'x' };
    const over: Input = { approval: { status: 'decided', decision } };

    expect(options({ verdict: { blockers: ['Gate missed.'] } })).toEqual(['rejected']);
    expect(dialog(over).submit).toBeUndefined();
    expect(inputs(over)).toEqual([]);
    expect(words(over)).toContain('Approved by <@U0BEN>');
  });

  it('tells whoever had a part in it that somebody else must approve, where four eyes are asked for', () => {
    const people = [{ part: 'wrote' as const, name: 'Ada', slackId: 'U0ADA', commitId: 'c'.repeat(40) }];
    const approval = { involvement: { people } };

    expect(options({ approval })).toEqual(['rejected']);
    expect(words({ approval })).toContain('You wrote commit ccccccc: somebody else must approve it.');
    expect(options({ approval, rules: anApprovalPolicy({ fourEyes: false }) })).toEqual(['approved', 'rejected']);
    expect(options({ approval }, { reader: { slackId: 'U0BEN', isAdmin: false } })).toEqual(['approved', 'rejected']);
  });

  it('asks nobody who may not answer, and says who may', () => {
    const refusal = new NotAllowed(
      'You may not approve or reject releases of penguins: that needs the role approver. These people have it:',
      ['U0BEN'],
    );
    const people = [{ part: 'wrote' as const, name: 'Ada', slackId: 'U0ADA', commitId: 'c'.repeat(40) }];
    const looking = { reader: { slackId: 'U0ADA', isAdmin: false, refusal } };

    const said = words({ approval: { involvement: { people } } }, looking);

    expect(said).toContain('You may look, not answer: that needs the role approver. These people have it: <@U0BEN>');
    expect(said).toContain('You wrote commit ccccccc: somebody else must approve it.');
    expect(said).not.toContain('You can reject it');
    expect(inputs({}, looking)).toEqual([]);
    expect(dialog({}, looking).submit).toBeUndefined();
  });

  it('lets an admin who may not answer say why an alarm is to be overridden, which answers nothing', () => {
    const reader = { slackId: 'U0ADA', isAdmin: true, refusal: new NotAllowed('You may not.') };
    const view = dialog({ approval: { hold: { alarms: ['drift'] } } }, { reader });
    const { state } = sent('approved', 'known sensor');

    expect(view.submit?.text).toBe('Done');
    expect(JSON.stringify(view.blocks)).toContain('Ask to override the alarm');
    expect(inputs({ approval: { hold: { alarms: ['drift'] } } }, { reader }).map(({ block_id }) => block_id)).toEqual([
      'reason',
    ]);
    expect(
      readDetailsDialog(
        sentView({ private_metadata: 'approval-1 hash-1', state: { values: { reason: state.values.reason } } }),
      ),
    ).toMatchObject({ decision: undefined, problem: undefined });
  });

  it.each([
    [{ approvals: 1, quorum: 2, stillToInclude: [] }, 'You have approved this already; 1 more approval is needed.'],
    [{ approvals: 1, quorum: 3, stillToInclude: [] }, 'You have approved this already; 2 more approvals are needed.'],
    [
      { approvals: 1, quorum: 1, stillToInclude: [['S0RISK']] },
      'You have approved this already; certain others must as well.',
    ],
  ])('offers whoever has approved no second approval while %j', (standing, said) => {
    const { evidence, evidenceHash } = anApproval();
    const votes = [{ by: ADA, at: at(1), auditId: 'a', evidenceHash }];
    const input = { approval: { evidence, evidenceHash, votes }, standing };

    expect(words(input)).toContain(said);
    expect(options(input)).toEqual(['rejected']);
    expect(options(input, { reader: { slackId: 'U0BEN', isAdmin: false } })).toEqual(['approved', 'rejected']);
  });

  it('lets whoever has approved approve again once nobody else is needed any more', () => {
    const { evidence, evidenceHash } = anApproval();
    const votes = [{ by: ADA, at: at(1), auditId: 'a', evidenceHash }];
    const standing = { approvals: 1, quorum: 1, stillToInclude: [] };

    expect(options({ approval: { evidence, evidenceHash, votes }, standing })).toEqual(['approved', 'rejected']);
  });

  it('lets whoever has approved take it back, and nobody else', () => {
    const { evidence, evidenceHash } = anApproval();
    const approval = { evidence, evidenceHash, votes: [{ by: ADA, at: at(1), auditId: 'a', evidenceHash }] };

    expect(buttons({ approval })).toEqual(['Take my approval back']);
    expect(buttons({ approval }, { reader: { slackId: 'U0BEN', isAdmin: true } })).toEqual([]);
  });

  it('lets one admin ask to override an alarm, and another confirm it', () => {
    const hold = { alarms: ['drift'] };
    const override = { alarms: ['drift'], asked: { by: ADA, at: at(1), reason: 'known sensor', auditId: 'a' } };
    const [ada, ben, vera] = [
      { slackId: 'U0ADA', isAdmin: true },
      { slackId: 'U0BEN', isAdmin: true },
      { slackId: 'U0VERA', isAdmin: false },
    ];

    expect(buttons({ approval: { hold } }, { reader: ada })).toEqual(['Ask to override the alarm…']);
    expect(buttons({ approval: { hold } }, { reader: vera })).toEqual([]);
    expect(buttons({ approval: { hold, override } }, { reader: ben })).toEqual(['Confirm the override']);
    expect(buttons({ approval: { hold, override } }, { reader: ada })).toEqual([]);
    expect(words({ approval: { hold, override } }, { reader: ada })).toContain('another admin must confirm it');
    const people = [{ part: 'started' as const, name: 'Ben', slackId: 'U0BEN' }];
    const [barred, said] = [{ hold, override, involvement: { people } }, 'Another admin, who had no part in this'];
    expect(buttons({ approval: barred }, { reader: ben })).toEqual([]);
    expect(words({ approval: barred }, { reader: ben })).toContain(said);
    expect(buttons({ approval: { hold: { alarms: ['drift', 'latency'] }, override } }, { reader: ben })).toEqual([
      'Ask to override the alarm…',
    ]);
  });
});

describe('what Details sends', () => {
  const key = { approvalId: 'approval-1', evidenceHash: 'hash-1' };

  it.each([
    ['an approval', sent('approved', null), { key, decision: 'approved', reason: undefined, problem: undefined }],
    [
      'an approval with a reason',
      sent('approved', ' good '),
      { key, decision: 'approved', reason: 'good', problem: undefined },
    ],
    [
      'a rejection',
      sent('rejected', 'bad recall'),
      { key, decision: 'rejected', reason: 'bad recall', problem: undefined },
    ],
  ])('is %s, on the evidence that it showed', (_what, view, expected) => {
    expect(readDetailsDialog(view)).toEqual(expected);
  });

  it.each([
    ['an answer', sent(undefined, 'why'), { decision: 'Please choose an answer.' }],
    ['a reason to reject', sent('rejected', '  '), { reason: 'Please say why you reject it.' }],
  ])('lacks %s, and the field says so', (_what, view, problem) => {
    expect(readDetailsDialog(view).problem).toEqual(problem);
  });
});
