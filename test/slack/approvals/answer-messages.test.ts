import type { KnownBlock } from '@slack/web-api';
import { choiceOf } from '../../../src/slack/approvals/answer-choice';
import { answeredWords, evidenceOf } from '../../../src/slack/approvals/answer-messages';
import { aGateResult, anApprovalView, someChange } from '../../support/builders/approval-views';
import { ADA, anApproval } from '../../support/builders/facts';
import { anApprovalPolicy } from '../../support/builders/policies';

const buttons = (blocks: KnownBlock[]): string[] =>
  blocks.flatMap((block) => (block.type === 'actions' ? block.elements.map((one) => Object(one).text.text) : []));

const asked = { decision: 'approved' as const, reason: undefined, slackId: 'U0ADA' };

describe('the private answer to approve and reject', () => {
  it('shows the evidence with the verdict, and a button that says what it does', () => {
    const view = anApprovalView({ verdict: { gates: [aGateResult()], recommendation: 'The gate is passed.' } });

    const { blocks } = evidenceOf(view, { decision: 'approved', reason: 'looks good', slackId: 'U0ADA' });

    const said = JSON.stringify(blocks);
    expect(said).toContain('≥ 0.9 ✓');
    expect(said).toContain('The gate is passed.');
    expect(said).toContain('Your reason: looks good');
    expect(said).toContain('Pressing the button decides.');
    expect(buttons(blocks)).toEqual(['Approve']);
  });

  it('says that one of several approvals decides nothing yet', () => {
    const { blocks } = evidenceOf(anApprovalView({ verdict: { quorum: 2 } }), asked);

    expect(JSON.stringify(blocks)).toContain('Pressing the button counts as one of 2 approvals.');
  });

  it.each([
    [
      '2 gates are missed',
      { verdict: { gates: [aGateResult({}, { state: 'missed' }), aGateResult({}, { state: 'missed' })] } },
    ],
    [
      '1 gate in shadow is missed',
      { verdict: { gates: [aGateResult({}, { state: 'missed' })] }, rules: anApprovalPolicy({ isShadow: true }) },
    ],
    ['the policy warns', { verdict: { warnings: ['Who in Slack is Pia?'] } }],
  ])('says at the button that it decides although %s', (said, input) => {
    const view = anApprovalView(input);

    expect(JSON.stringify(evidenceOf(view, asked).blocks)).toContain(`Pressing the button decides, although ${said}.`);
    expect(JSON.stringify(evidenceOf(view, { ...asked, decision: 'rejected', reason: 'no' }).blocks)).toContain(
      'Pressing the button decides."',
    );
  });

  it.each([
    ['something stands against it', { verdict: { blockers: ['Gate missed.'] } }],
    ['an alarm holds it', { approval: { hold: { alarms: ['drift'] } } }],
  ])('offers no approval where %s, and a rejection all the same', (_what, input) => {
    const view = anApprovalView(input);

    expect(buttons(evidenceOf(view, asked).blocks)).toEqual([]);
    expect(JSON.stringify(evidenceOf(view, asked).blocks)).toContain('It cannot be approved now');
    expect(buttons(evidenceOf(view, { ...asked, decision: 'rejected', reason: 'no' }).blocks)).toEqual(['Reject']);
  });

  it('offers whoever had a part in it no approval, and a rejection all the same', () => {
    const people = [{ part: 'started' as const, name: 'Ada', slackId: 'U0ADA' }];
    const view = anApprovalView({ approval: { involvement: { people } } });

    const { blocks } = evidenceOf(view, asked);

    expect(JSON.stringify(blocks)).toContain('You started this execution: somebody else must approve it.');
    expect(buttons(blocks)).toEqual([]);
    expect(buttons(evidenceOf(view, { ...asked, decision: 'rejected', reason: 'no' }).blocks)).toEqual(['Reject']);
  });

  it('offers whoever has approved no second approval, and a rejection all the same', () => {
    const { evidence, evidenceHash } = anApproval();
    const votes = [{ by: ADA, at: new Date(0), auditId: 'a', evidenceHash }];
    const standing = { approvals: 1, quorum: 2, stillToInclude: [] };
    const view = anApprovalView({ approval: { evidence, evidenceHash, votes }, standing });

    const { blocks } = evidenceOf(view, asked);

    expect(JSON.stringify(blocks)).toContain('You have approved this already; 1 more approval is needed.');
    expect(buttons(blocks)).toEqual([]);
    expect(buttons(evidenceOf(view, { ...asked, slackId: 'U0BEN' }).blocks)).toEqual(['Approve']);
    expect(buttons(evidenceOf(view, { ...asked, decision: 'rejected', reason: 'no' }).blocks)).toEqual(['Reject']);
  });

  it('lets choose among several by their commit, or by their package', () => {
    const { executionId, stage, action, ...rest } = anApproval();
    const open = [
      anApproval({ evidence: someChange() }),
      { ...rest, kind: 'package' as const, group: 'penguins', packageVersion: '7', arn: 'arn:p' },
    ];

    const said = JSON.stringify(choiceOf(open, 'approved', undefined).blocks);

    expect(said).toContain('2 wait for approval. Which one?');
    expect(said).toContain('ccccccc Use flipper length by Emma\\nwaits in stage Approve since');
    expect(said).toContain('Model package penguins version 7\\nwaits in the model registry since');
  });

  it.each([
    [{ result: 'decided' as const }, 'You have approved it. The card in the channel follows.'],
    [
      { result: 'counted' as const, approvals: 1, quorum: 2, stillToInclude: [] },
      'Your approval counts: 1 of 2.\n1 more approval is needed.',
    ],
    [
      { result: 'counted' as const, approvals: 2, quorum: 2, stillToInclude: [['S0RISK', 'U0ADA']] },
      'Your approval counts: 2 of 2.\n:point_right: Still needed: <!subteam^S0RISK> or <@U0ADA>',
    ],
  ])('tells what came of it: %j', (decided, said) => {
    expect(answeredWords(decided, 'approved').text).toBe(said);
  });
});
