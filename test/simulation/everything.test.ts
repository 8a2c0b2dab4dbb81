import { anApprovalPolicy, aPolicy } from '../support/builders/policies';
import { simulatesEachSeed } from './each-seed';
import { EVERYTHING } from './everything';

const simulated = simulatesEachSeed({ usual: 8, part: 0.4 });

/** Every other seed asks for two people, every third one also before a rollback, which every fifth one locks afterwards. */
const policyOf = (seed: number) => {
  const approvals = anApprovalPolicy({ quorum: 1 + (seed % 2), alarms: ['penguins-drift'] });
  const rollback = {
    ...(seed % 3 === 0 && { approval: anApprovalPolicy({ quorum: 1 + (seed % 2) }) }),
    locksAfterwards: seed % 5 === 0,
  };
  return aPolicy({ alarms: ['penguins-drift'], approvals: { otherwise: approvals, stages: {} }, rollback });
};

describe('people who do whatever can be done, on two instances any of whose calls may fail, hang, lie, or be their last', () => {
  it('have everything done once, on record, held by locks and alarms, followed to its end and shown as it is', async () => {
    const failed = await simulated((seed) => ({ ...EVERYTHING, policy: policyOf(seed) }));

    expect(failed).toEqual([]);
  });
});
