import type { KnownBlock } from '@slack/web-api';
import { answeredWords, choiceOf, evidenceOf } from '../../../src/slack/approvals/answer-messages';
import { aGateResult, anApprovalView, someChange } from '../../support/builders/approval-views';
import { anApproval } from '../../support/builders/facts';

const buttons = (blocks: KnownBlock[]): string[] =>
  blocks.flatMap((block) => (block.type === 'actions' ? block.elements.map((one) => Object(one).text.text) : []));

describe('the private answer to approve and reject', () => {
  it('shows the evidence with the verdict, and a button that says what it does', () => {
    const view = anApprovalView({ verdict: { gates: [aGateResult()], recommendation: 'The gate is passed.' } });

    const { blocks } = evidenceOf(view, 'approved', 'looks good');

    const said = JSON.stringify(blocks);
    expect(said).toContain('≥ 0.9 ✓');
    expect(said).toContain('The gate is passed.');
    expect(said).toContain('Your reason: looks good');
    expect(said).toContain('Pressing the button decides.');
    expect(buttons(blocks)).toEqual(['Approve']);
  });

  it('says that one of several approvals decides nothing yet', () => {
    const { blocks } = evidenceOf(anApprovalView({ verdict: { quorum: 2 } }), 'approved', undefined);

    expect(JSON.stringify(blocks)).toContain('Pressing the button counts as one of 2 approvals.');
  });

  it.each([
    ['something stands against it', { verdict: { blockers: ['Gate missed.'] } }],
    ['an alarm holds it', { approval: { hold: { alarms: ['drift'] } } }],
  ])('offers no approval where %s, and a rejection all the same', (_what, input) => {
    const view = anApprovalView(input);

    expect(buttons(evidenceOf(view, 'approved', undefined).blocks)).toEqual([]);
    expect(JSON.stringify(evidenceOf(view, 'approved', undefined).blocks)).toContain('It cannot be approved now');
    expect(buttons(evidenceOf(view, 'rejected', 'no').blocks)).toEqual(['Reject']);
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
