import { anApprovalPolicy, aPolicy } from '../support/builders/policies';
import { simulatesEachSeed } from './each-seed';

const simulated = simulatesEachSeed({ usual: 5, part: 0.05 });

/** A quarter of an hour in which anything may go wrong. */
const TROUBLE = {
  rollsBack: true,
  executions: 5,
  seconds: 900,
  instances: 2,
  events: { lost: 0.1, duplicated: 0.3, delayMs: 60_000 },
  ports: { failsBefore: 0.01, failsAfter: 0.01, hangs: 0.005, isLast: 0.003 },
  slack: { rateLimited: 0.05, failsBefore: 0.05, failsAfter: 0.05 },
};

describe('operators who roll back at once, on two instances any of whose calls may fail, hang, or be their last', () => {
  it('never begin two rollbacks, and every one that was begun is known, followed and on record', async () => {
    expect(await simulated(() => TROUBLE)).toEqual([]);
  });

  it('begin none that two others have not approved', async () => {
    const policy = aPolicy({ rollback: { approval: anApprovalPolicy({ quorum: 2 }), locksAfterwards: false } });

    expect(await simulated(() => ({ ...TROUBLE, policy }))).toEqual([]);
  });
});
