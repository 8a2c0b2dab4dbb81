import { withMentions } from '../../../src/domain/notifications/muted-mentions';
import { withLock } from '../../../src/domain/releases/lock';
import { readApprovalView } from '../../../src/slack/approvals/read-approval-view';
import { ADA, anApproval } from '../../support/builders/facts';
import { anApprovalPolicy, aPolicy } from '../../support/builders/policies';
import { useCaseBench } from '../../support/use-case-bench';

const BEN = { id: 'U0BEN', name: 'Ben', team: 'T0LOCAL' };
const at = new Date('2026-03-02T09:00:00.000Z');
const askRisk = anApprovalPolicy({
  gates: [{ kind: 'tests', missed: { does: 'ask', whom: ['S0RISK'] } }],
});

function setup(rules = anApprovalPolicy()) {
  const bench = useCaseBench(aPolicy({ approvals: { otherwise: rules, stages: {} } }));
  const read = readApprovalView({ ...bench, now: bench.clock.now });
  return { bench, read: (approval: ReturnType<typeof anApproval>) => read(approval, bench.policy) };
}

/** An approval of these people, where the policy asks for somebody of a group because no tests are reported. */
function votedBy(...people: (typeof ADA)[]) {
  const approval = anApproval();
  const { evidenceHash } = approval;
  return { ...approval, votes: people.map((by) => ({ by, at, auditId: by.id, evidenceHash })) };
}

describe('what stands around an approval', () => {
  it('is a lock for as long as it holds', async () => {
    const { bench, read } = setup();
    const until = new Date(bench.clock.now().getTime() + 60_000);
    const lock = { lockId: 'l', by: BEN, reason: 'audit', since: at, until, stage: 'Deploy' };
    await bench.locks.update('penguins', (locks) => withLock(locks, 'penguins', lock));

    const before = await read(anApproval());
    bench.clock.advance(60_000);
    const after = await read(anApproval());

    expect([before.lock?.lockId, after.lock]).toEqual(['l', undefined]);
  });

  it('is who wants to be named instead of mentioned', async () => {
    const { bench, read } = setup(anApprovalPolicy({ approvers: ['U0BEN'] }));
    for (const slackId of ['U0ADA', 'U0BEN']) {
      await bench.mutes.update(slackId, (mutes) => withMentions(mutes, { slackId, muted: true }));
    }
    const notices = [{ kind: 'reminder' as const, name: 'r', at }];

    expect((await read(anApproval({ requestedBy: ADA }))).muted).toEqual(new Set(['U0ADA']));
    expect((await read(anApproval({ notices }))).muted).toEqual(new Set(['U0BEN']));
  });

  it('is whether somebody of a group that a missed gate asks for has approved', async () => {
    const { bench, read } = setup(askRisk);
    bench.directory.group('S0RISK', ['U0BEN']);

    expect((await read(votedBy(ADA))).standing.stillToInclude).toEqual([['S0RISK']]);
    expect((await read(votedBy(ADA, BEN))).standing).toMatchObject({ approvals: 2, stillToInclude: [] });
  });

  it.each([
    ['Slack does not answer', (bench: ReturnType<typeof useCaseBench>) => bench.directory.goAway()],
    [
      'Slack does not tell of the group',
      (bench: ReturnType<typeof useCaseBench>) => bench.directory.withholds('S0RISK', 'unreachable'),
    ],
  ])('is told also while %s: somebody of the group counts as missing', async (_what, fails) => {
    const { bench, read } = setup(askRisk);
    bench.directory.group('S0RISK', ['U0BEN']);
    fails(bench);

    expect((await read(votedBy(BEN))).standing).toMatchObject({ approvals: 1, stillToInclude: [['S0RISK']] });
  });

  it('asks nobody about groups where none matters', async () => {
    const { bench, read } = setup();

    await read(votedBy(BEN));

    expect(bench.directory.asked).toEqual([]);
  });
});
