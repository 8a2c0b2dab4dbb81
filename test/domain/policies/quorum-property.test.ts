import fc from 'fast-check';
import { crossChecks } from '../../../src/config/cross-checks';
import { policiesFrom } from '../../../src/config/policies';
import { Configuration } from '../../../src/config/schema';
import type { Evidence, RestoredFacts } from '../../../src/domain/approvals/evidence';
import { DirectoryUnavailable, Refusal } from '../../../src/domain/errors';
import type { ApprovalPolicy } from '../../../src/domain/policies/approval-policy';
import type { Involvement, Part } from '../../../src/domain/policies/four-eyes';
import { judge } from '../../../src/domain/policies/judge';
import { approverScope, assertMayApprove } from '../../../src/domain/policies/may-approve';
import { approvalPolicyOf, type PipelinePolicy } from '../../../src/domain/policies/policy';
import { standingOf } from '../../../src/domain/policies/quorum';
import type { Verdict } from '../../../src/domain/policies/verdict';
import type { Person, WhyUntold } from '../../../src/domain/ports/directory';
import { evidenceOf } from '../../support/builders/evidence';
import { aPerson } from '../../support/builders/people';

const PEOPLE = ['U0A', 'U0B', 'U0C', 'U0D', 'U0E'];
const GROUPS = ['S0X', 'S0Y', 'S0Z'];
const ANYBODY = [...PEOPLE, ...GROUPS];

const someOf = (ids: readonly string[], least = 0): fc.Arbitrary<string[]> =>
  fc.uniqueArray(fc.constantFrom(...ids), { minLength: least, maxLength: 3 });
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });

const missed = fc.oneof(
  fc.constantFrom('warn', 'block'),
  fc.record({ quorum: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ ask: someOf([...ANYBODY, 'owner'], 1) }),
);

const gate = fc.record(
  { min: fc.double({ min: 0.2, max: 0.9, noNaN: true }), worstChange: fc.constantFrom(-0.1, 0, '-2%'), missed },
  { requiredKeys: ['min'] },
);

const rules = fc.record(
  {
    approvers: fc.oneof(fc.constant('everyone'), someOf([...ANYBODY, 'owner'])),
    quorum: fc.integer({ min: 1, max: 3 }),
    fourEyes: fc.boolean(),
    unknownPeople: fc.constantFrom('block', 'warn'),
    gates: fc.dictionary(fc.constantFrom('accuracy', 'recall'), gate),
    testsMustPass: fc.oneof(fc.boolean(), fc.record({ missed })),
    escalate: fc.record({ after: fc.constant('1d'), to: someOf(ANYBODY, 1) }),
    shadow: fc.boolean(),
    rollback: fc.constantFrom('ask', 'pre-approved'),
  },
  { requiredKeys: [] },
);

/** As somebody may write it; those that contradict themselves are refused at the start, and are no case here. */
const configuration = fc.record({
  channel: fc.constant('C012ABCDEF'),
  roles: fc.record({ approver: fc.oneof(fc.constant('everyone'), someOf(ANYBODY)) }, { requiredKeys: [] }),
  approvals: rules,
  pipelines: fc.record({
    fraud: fc.record({
      owner: someOf(ANYBODY, 1),
      approvals: fc
        .tuple(rules, maybe(rules))
        .map(([own, stage]) => (stage ? { ...own, stages: { Approve: stage } } : own)),
    }),
  }),
});

const person: fc.Arbitrary<Omit<Person, 'slackId'>> = fc
  .record({
    isFullMember: fc.oneof({ arbitrary: fc.constant(true), weight: 6 }, { arbitrary: fc.constant(false), weight: 1 }),
    groups: someOf(GROUPS),
    untold: fc.dictionary(
      fc.constantFrom(...GROUPS),
      fc.constantFrom<WhyUntold>('unreachable', 'unavailable', 'unknown'),
    ),
  })
  .map(({ isFullMember, groups, untold }) =>
    aPerson({ isFullMember, groups: groups.filter((id) => !Object.hasOwn(untold, id)), untold }),
  );

const involvement: fc.Arbitrary<Involvement> = fc.record({
  people: fc.array(
    fc.record({
      part: fc.constantFrom<Part>('started', 'wrote', 'committed', 'pushed'),
      name: fc.constant('somebody'),
      slackId: fc.oneof(
        { arbitrary: fc.constantFrom(...PEOPLE, 'bot'), weight: 8 },
        { arbitrary: fc.constant(undefined), weight: 1 },
      ),
    }),
    { maxLength: 3 },
  ),
  incomplete: fc.oneof(
    { arbitrary: fc.constant(undefined), weight: 8 },
    { arbitrary: fc.constant('Capped.'), weight: 1 },
  ),
});

const value = fc.constantFrom('0.1', '0.5', '0.95', 'nan');
const digest = fc.constantFrom('sha256:1', 'sha256:2', undefined);
const restores: fc.Arbitrary<RestoredFacts> = fc.record({
  executionId: fc.constant('old'),
  name: fc.constant('1.3.0'),
  digest,
  approvedBy: fc.constantFrom([], ['Ada']),
  isBad: fc.constantFrom(true, undefined),
  isUnchanged: fc.constantFrom(true, undefined),
});
const evidence = fc
  .tuple(maybe(value), maybe(value), maybe(value), maybe(fc.integer({ min: 0, max: 1 })), digest, maybe(restores))
  .map(([accuracy, recall, before, failed, rebuilt, old]) =>
    evidenceOf(
      { ...(accuracy && { accuracy }), ...(recall && { recall }) },
      before === undefined ? undefined : { accuracy: before },
      {
        ...(failed === undefined ? {} : { tests: { passed: 5, failed, skipped: 0, failing: [] } }),
        model: { digest: rebuilt },
        restores: old,
      },
    ),
  );

/** A rollback that brings back what was approved before. */
function isApprovedItself({ model, restores: old }: Evidence): boolean {
  if (!old || old.isBad || old.approvedBy.length === 0) return false;
  return old.isUnchanged === true || (old.digest !== undefined && old.digest === model.digest);
}

const aCase = fc.record({
  configuration,
  people: fc
    .tuple(person, person, person, person, person)
    .map((all): Person[] => all.map((rest, index) => ({ ...rest, slackId: PEOPLE[index] ?? '' }))),
  evidence,
  involvement,
  isEscalated: fc.boolean(),
});

interface Played {
  policy: PipelinePolicy;
  own: ApprovalPolicy;
  verdict: ReturnType<typeof judge>;
  /** Whose approval was let through. */
  voters: Person[];
  /** Whom Slack does not tell enough about. */
  unclear: Person[];
}

/** Everybody approves who can. */
function play({ configuration: written, people, evidence: facts, involvement: known, isEscalated }: Case): Played {
  const policy = policiesFrom(Configuration.parse(written)).pipeline('fraud');
  const own = approvalPolicyOf(policy, 'Approve');
  const verdict = judge(own, { evidence: facts, involvement: known });
  const scope = approverScope(policy, own, { verdict, isEscalated });
  const voters: Person[] = [];
  const unclear: Person[] = [];
  for (const one of people) {
    try {
      assertMayApprove(one, own, scope, { verdict, involvement: known });
      voters.push(one);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error instanceof DirectoryUnavailable) unclear.push(one);
    }
  }
  return { policy, own, verdict, voters, unclear };
}

type Case = typeof aCase extends fc.Arbitrary<infer T> ? T : never;

const isIn = ({ slackId, groups }: Person, ids: readonly string[]): boolean =>
  ids.some((id) => id === slackId || groups.includes(id));

/** Whether those who were let through are enough; undefined where Slack does not tell. */
function standing({ verdict, voters }: Played): ReturnType<typeof standingOf> | undefined {
  try {
    return standingOf(verdict, voters);
  } catch (error) {
    if (error instanceof DirectoryUnavailable) return undefined;
    throw error;
  }
}

type Rule = (played: Played, given: Case) => void;

/** Each is held against every case: reading a configuration takes most of the time. */
const RULES: Record<string, Rule> = {
  'nobody without the role counts': ({ own, verdict, voters }, { isEscalated }) => {
    for (const voter of voters) {
      expect(voter.isFullMember).toBe(true);
      expect(own.approvers === 'everyone' || isIn(voter, namedIn(own, verdict, isEscalated))).toBe(true);
    }
  },

  'nobody who had a part in it counts under four eyes': ({ own, voters }, { involvement: known }) => {
    const involved = known.people.map(({ slackId }) => slackId);

    if (own.fourEyes) expect(voters.filter(({ slackId }) => involved.includes(slackId))).toEqual([]);
  },

  'no fewer people are enough than the policy says, nor without one of each list that a missed gate names': (
    played,
  ) => {
    const { own, verdict, voters } = played;

    expect(verdict.quorum).toBeGreaterThanOrEqual(own.quorum);
    if (!standing(played)?.isComplete) return;
    expect(voters.length).toBeGreaterThanOrEqual(own.quorum);
    for (const list of verdict.mustInclude) expect(voters.some((voter) => isIn(voter, list))).toBe(true);
  },

  'nobody counts where something blocks, and it is neither complete nor approved by the policy': (played) => {
    if (played.verdict.blockers.length === 0) return;

    expect(played.voters).toEqual([]);
    expect(standing({ ...played, voters: PEOPLE.map((slackId) => aPerson({ slackId })) })?.isComplete).not.toBe(true);
    expect(played.verdict.auto).not.toBe('approve');
  },

  'nobody counts where four eyes must know an author whom nobody knows': (
    { own, voters },
    { involvement: known, evidence: facts },
  ) => {
    const isUnknown = known.incomplete !== undefined || known.people.some(({ slackId }) => slackId === undefined);
    const isKnown = isApprovedItself(facts) || facts.restores?.isUnchanged === true;
    const isStrict = own.fourEyes && own.unknownPeople === 'block' && !isKnown;

    if (isStrict && isUnknown) expect(voters).toEqual([]);
  },

  'the policy approves a rollback only as what was approved before, and where it is told to': (
    { own, verdict },
    { evidence: facts },
  ) => {
    if (!facts.restores) return expect(verdict.isPreApproved).toBeUndefined();
    const isDue =
      isApprovedItself(facts) && own.rollback === 'pre-approved' && !own.isShadow && own.approvers.length > 0;

    expect(verdict.auto).toBe(isDue ? 'approve' : undefined);
    expect(verdict.isPreApproved ?? false).toBe(isDue);
  },

  'nobody counts where nobody is named': ({ own, voters }) => {
    if (own.approvers.length === 0) expect(voters).toEqual([]);
  },

  'a group that Slack does not tell about is a reason to ask again, not to say no': (
    played,
    { people, isEscalated },
  ) => {
    const { own, unclear, verdict, voters } = played;
    const ids = namedIn(own, verdict, isEscalated);
    const expected = people.filter(
      (one) =>
        one.isFullMember &&
        own.approvers !== 'everyone' &&
        !isIn(one, ids) &&
        ids.some((id) => one.untold[id] === 'unreachable'),
    );

    expect(unclear).toEqual(expected);
    expect(voters.filter((voter) => expected.includes(voter))).toEqual([]);
  },
};

function namedIn({ approvers, escalation }: ApprovalPolicy, { mustInclude }: Verdict, isEscalated: boolean): string[] {
  const called = isEscalated ? (escalation?.to ?? []) : [];
  return [...(approvers === 'everyone' ? [] : approvers), ...mustInclude.flat(), ...called];
}

describe('a quorum', () => {
  it('is completed by nobody who may not, whatever the configuration, the people and the release', () => {
    const seen = { complete: 0, blocked: 0, barred: 0, unclear: 0, asked: 0, preApproved: 0 };
    fc.assert(
      fc.property(aCase, (given) => {
        fc.pre(crossChecks(given.configuration).length === 0);
        const played = play(given);
        for (const rule of Object.values(RULES)) rule(played, given);
        seen.complete += Number(standing(played)?.isComplete ?? false);
        seen.blocked += Number(played.verdict.blockers.length > 0);
        seen.barred += Number(played.own.fourEyes && given.involvement.people.length > 0);
        seen.unclear += Number(played.unclear.length > 0);
        seen.asked += Number(played.verdict.mustInclude.length > 0);
        seen.preApproved += Number(played.verdict.isPreApproved ?? false);
      }),
      { numRuns: 150, seed: 1_206 },
    );

    // What never happens would prove nothing.
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(0);
  });
});
