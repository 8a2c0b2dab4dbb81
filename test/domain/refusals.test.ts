import {
  AlarmsRinging,
  AlarmsUnreadable,
  ApprovalBeingDecided,
  FourEyesNeeded,
} from '../../src/domain/approvals/approval-errors';
import {
  PipelineLocked,
  type Refusal,
  RegistryBusy,
  RollbackUnderWay,
  SameDeployUnderWay,
  UnknownPipeline,
  UnknownProject,
} from '../../src/domain/errors';
import { assertGiveable } from '../../src/domain/given-variables';
import { POLICY } from '../../src/domain/policies/policy-actor';
import { ADA } from '../support/builders/facts';

const SOON = new Date('2026-03-02T12:00:00.000Z');
const lockedBy = (by: typeof ADA, reason = 'labels are wrong', until?: Date) =>
  new PipelineLocked('penguins', { by, reason, until });

describe('a refusal', () => {
  it.each<[string, Refusal, string]>([
    [
      'the nearest names, where there are some',
      new UnknownPipeline('pengiuns', ['penguins', 'puffins']),
      'There is no pipeline “pengiuns”. Did you mean penguins or puffins?',
    ],
    [
      'where to look, where none is near',
      new UnknownPipeline('whales', []),
      'There is no pipeline “whales”. Type /mlpipeline list to see them all.',
    ],
    [
      'which projects there can be, where none is near',
      new UnknownProject('whales', []),
      'There is no project “whales”. Only projects that mlpipeline.yaml names can be built from here.',
    ],
    [
      'who locked it, behind its sentence, and that somebody must unlock it',
      lockedBy(ADA),
      'penguins is locked until somebody unlocks it (“labels are wrong”), so nothing was done. It was locked by',
    ],
    [
      'that the policy locked it, in its sentence, and the end behind it',
      lockedBy(POLICY, 'rolled back', SOON),
      `penguins is locked (“rolled back”), so nothing was done. It was locked by ${POLICY.name}`,
    ],
    [
      'who asked for the same deploy, behind its sentence',
      new SameDeployUnderWay('penguins', ['U0BEA']),
      'Nothing more was started: the same deploy of penguins was asked for a moment ago, by',
    ],
    [
      'that somebody has asked for the same deploy, where nobody knows who',
      new SameDeployUnderWay('penguins', []),
      'Nothing more was started: the same deploy of penguins was asked for a moment ago.',
    ],
    [
      'who has asked for another rollback, behind its sentence',
      new RollbackUnderWay('claimed', ADA),
      'Nothing more was started: another rollback of this pipeline is under way, and its card shows how it goes. It was asked for by',
    ],
    [
      'where to look at another rollback, where nobody of ours has asked for it',
      new RollbackUnderWay('found', undefined),
      'Nothing more was started: another rollback of this pipeline is under way. Its card shows how it goes.',
    ],
    [
      'which alarm rings',
      new AlarmsRinging(['drift']),
      'The alarm drift rings, so this cannot be approved now. Wait until it is quiet, or ask an admin to override it from Details.',
    ],
    [
      'which alarms ring',
      new AlarmsRinging(['drift', 'latency']),
      'The alarms drift, latency ring, so this cannot be approved now. Wait until it is quiet, or ask an admin to override it from Details.',
    ],
    [
      'what somebody did to the whole of it',
      new FourEyesNeeded({ part: 'registered', name: 'Ada' }),
      'You registered this version, so somebody else must approve it.',
    ],
    [
      'what somebody did to a part of it, and what is left to others',
      new FourEyesNeeded({ part: 'wrote', name: 'Ada', commitId: '1a2b3c4d5e6f' }, 'confirm the override'),
      'You wrote commit 1a2b3c4, which is part of this release, so somebody else must confirm the override.',
    ],
    [
      'who is answering',
      new ApprovalBeingDecided('Bea'),
      'Bea is answering this approval right now. The card shows the result in a moment.',
    ],
  ])('says %s', (_what, { userMessage }, words) => {
    expect(userMessage).toBe(words);
  });

  it('names people where a sentence ends with them, and nobody else', () => {
    const refusals = [
      lockedBy(ADA),
      lockedBy(POLICY),
      new RollbackUnderWay('', ADA),
      new RollbackUnderWay('', undefined),
    ];

    expect(refusals.map(({ people }) => people)).toEqual([['U0ADA'], [], ['U0ADA'], []]);
    expect([lockedBy(ADA), lockedBy(ADA, 'audit', SOON)].map(({ until }) => until)).toEqual([undefined, SOON]);
  });

  it('quotes a long reason by its beginning: the whole of it stands on the card', () => {
    const quoted = (length: number) => /“(.*)”/.exec(lockedBy(ADA, 'x'.repeat(length)).userMessage)?.[1];

    expect(quoted(200)).toBe('x'.repeat(200));
    expect(quoted(201)).toBe(`${'x'.repeat(199)}…`);
  });

  it('that passes by itself is asked for again by reconcile, and no other', () => {
    expect(new RegistryBusy('it meets another change').isPassing).toBe(true);
    expect(new AlarmsUnreadable(['drift'], new Error('CloudWatch is away')).isPassing).toBe(true);
    expect(new AlarmsUnreadable(['drift']).isPassing).toBe(false);
  });

  it.each([
    [['ROWS', 'SEED'], 'penguins has no variable ROW. It declares ROWS, SEED.'],
    [[], 'penguins has no variable ROW. It declares none.'],
  ])('of a variable that is not declared says which are: %j', (declared, words) => {
    expect(() => assertGiveable('penguins', declared, { ROW: '1' })).toThrow(words);
  });
});
