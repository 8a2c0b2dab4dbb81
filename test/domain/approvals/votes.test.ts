import type { Approval, Claim, Vote } from '../../../src/domain/approvals/approval';
import { isPartOfAnother, takenBack } from '../../../src/domain/approvals/votes';
import { useCaseBench } from '../../support/use-case-bench';

const at = new Date('2026-03-02T09:00:00Z');
const person = (id: string) => ({ id, name: id, team: 'T0LOCAL' });
const vote = (auditId: string, evidenceHash = 'shown'): Vote => ({ by: person(auditId), at, auditId, evidenceHash });
const claim = (auditId: string, decision: Claim['decision'] = 'approved'): Claim => ({
  ...{ auditId, decision, actor: person(auditId), leaseUntil: at },
});

describe('a vote that is refused', () => {
  it.each<[string, Pick<Approval, 'votes'> & { claim?: Claim }, boolean]>([
    ['rests on it too, about the same evidence', { votes: [vote('own'), vote('other')], claim: claim('other') }, true],
    ['is about other evidence', { votes: [vote('own', 'old'), vote('other')], claim: claim('other') }, false],
    ['is a rejection', { votes: [vote('own'), vote('other')], claim: claim('other', 'rejected') }, false],
    ['is the very same', { votes: [vote('own')], claim: claim('own') }, false],
    ['was never given', { votes: [vote('own')] }, false],
    ['came after it was taken back', { votes: [vote('other')], claim: claim('other') }, false],
    ['has no vote, and neither has it', { votes: [], claim: claim('other') }, false],
  ])('beside another answer that %s is part of it or not (%#)', async (_where, rest, isPart) => {
    const approval = await useCaseBench().waitingApproval();

    expect(isPartOfAnother({ ...approval, claim: undefined, ...rest }, 'own')).toBe(isPart);
  });

  it('is taken back with its own claim, and leaves that of somebody who is answering since', async () => {
    const approval = { ...(await useCaseBench().waitingApproval()), votes: [vote('own'), vote('other')] };
    const back = (auditId: string) => takenBack({ ...approval, claim: claim(auditId) }, 'own');

    expect(back('own')).toEqual({ ...approval, votes: [vote('other')], claim: undefined });
    expect(back('other')).toEqual({ ...approval, votes: [vote('other')], claim: claim('other') });
  });
});
