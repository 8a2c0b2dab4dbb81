import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseConfiguration } from '../../src/config/load';
import { policiesFrom } from '../../src/config/policies';
import { judge } from '../../src/domain/policies/judge';
import { approvalPolicyOf, groupsNamed } from '../../src/domain/policies/policy';
import { evidenceOf, testResults } from '../support/builders/evidence';
import { fileWith, mistakesOf } from './mistakes-of';

const HOUR_MS = 3_600_000;

const policiesOf = (ofPipeline: string[], ofWorkspace?: string[]) =>
  policiesFrom(parseConfiguration(fileWith(ofPipeline, ofWorkspace), 'f'));

const policyOf = (ofPipeline: string[], ofWorkspace?: string[], stage?: string) =>
  approvalPolicyOf(policiesOf(ofPipeline, ofWorkspace).pipeline('fraud'), stage);

describe('approvals in mlpipeline.yaml', () => {
  it('are one person’s word, four eyes and no gates where the file says nothing', () => {
    expect(policyOf([])).toEqual({
      approvers: ['U012ABCDEF'],
      approversAt: 'roles.approver',
      quorum: 1,
      fourEyes: true,
      unknownPeople: 'block',
      gates: [],
      auto: [],
      isShadow: false,
      alarms: [],
      remind: { afterMs: [], beforeExpiryMs: [] },
      escalation: undefined,
      expireAfterMs: undefined,
      rollback: 'ask',
    });
  });

  it('say everything that a policy has', () => {
    const policy = policyOf([
      'owner: [U0EMMA, S0OWNERS]',
      'alarms: [drift]',
      'approvals:',
      '  approvers: [S0LEADS, owner]',
      '  quorum: 2',
      '  fourEyes: false',
      '  unknownPeople: warn',
      '  gates:',
      '    METRIC_Accuracy: { min: 0.9, worstChange: -0.01 }',
      '    log_loss: { better: lower, max: 0.5, worstChange: "2.5%", required: false, missed: { quorum: 3 } }',
      '    recall: { missed: { ask: [owner, U0ADA] } }',
      '  testsMustPass: { missed: warn }',
      '  auto: [approve, reject]',
      '  shadow: true',
      '  remind: { after: [1d, 4h], beforeExpiry: [90m] }',
      '  escalate: { after: 36h, to: [owner] }',
      '  expireAfter: 2d',
      '  rollback: pre-approved',
    ]);

    expect(policy).toEqual({
      approvers: ['S0LEADS', 'U0EMMA', 'S0OWNERS'],
      approversAt: 'pipelines.fraud.approvals.approvers',
      quorum: 2,
      fourEyes: false,
      unknownPeople: 'warn',
      gates: [
        {
          kind: 'metric',
          metric: 'accuracy',
          better: 'higher',
          min: 0.9,
          worstChange: { by: 0.01, isShare: false },
          isRequired: true,
          missed: { does: 'block' },
        },
        {
          kind: 'metric',
          metric: 'log_loss',
          better: 'lower',
          max: 0.5,
          worstChange: { by: 0.025, isShare: true },
          isRequired: false,
          missed: { does: 'raise quorum', to: 3 },
        },
        {
          kind: 'metric',
          metric: 'recall',
          better: 'higher',
          isRequired: true,
          missed: { does: 'ask', whom: ['U0EMMA', 'S0OWNERS', 'U0ADA'] },
        },
        { kind: 'tests', missed: { does: 'warn' } },
      ],
      auto: ['approve', 'reject'],
      isShadow: true,
      alarms: ['drift'],
      remind: { afterMs: [4 * HOUR_MS, 24 * HOUR_MS], beforeExpiryMs: [1.5 * HOUR_MS] },
      escalation: { afterMs: 36 * HOUR_MS, to: ['U0EMMA', 'S0OWNERS'] },
      expireAfterMs: 48 * HOUR_MS,
      rollback: 'pre-approved',
    });
  });

  it('are those of the stage, else of the pipeline, else of all, key by key', () => {
    const own = ['approvals:', '  quorum: 3', '  stages:', '    Canary: { fourEyes: false, approvers: [S0STAGE] }'];
    const all = ['approvals: { quorum: 2, unknownPeople: warn, approvers: [U0ALL, S0ALL] }'];

    expect(policyOf([], all)).toMatchObject({ quorum: 2, approvers: ['U0ALL', 'S0ALL'] });
    expect(policyOf(own, all, 'Deploy')).toMatchObject({
      quorum: 3,
      unknownPeople: 'warn',
      fourEyes: true,
      approversAt: 'approvals.approvers',
    });
    expect(policyOf(own, all, 'Canary')).toMatchObject({
      quorum: 3,
      unknownPeople: 'warn',
      fourEyes: false,
      approvers: ['S0STAGE'],
      approversAt: 'pipelines.fraud.approvals.stages.Canary.approvers',
    });
  });

  it('can take off in a stage what all others have', () => {
    const policy = policyOf(
      [
        'alarms: [drift]',
        'approvals:',
        '  gates: { accuracy: {} }',
        '  testsMustPass: true',
        '  auto: approve',
        '  escalate: { after: 1h, to: [S0LEADS] }',
        '  expireAfter: 1d',
        '  stages:',
        '    Canary: { gates: {}, testsMustPass: false, auto: never, alarms: [], escalate: never, expireAfter: never }',
      ],
      [],
      'Canary',
    );

    expect(policy).toMatchObject({ gates: [], auto: [], alarms: [] });
    expect(policy.escalation).toBeUndefined();
    expect(policy.expireAfterMs).toBeUndefined();
  });

  it('may be given to everyone, or to nobody', () => {
    expect(policyOf(['approvals: { approvers: [U0ADA, everyone] }']).approvers).toBe('everyone');
    expect(policyOf(['approvals: { approvers: [] }']).approvers).toEqual([]);
  });

  it('give the role approver to whoever may approve something, and say by which line', () => {
    const policies = policiesOf(['approvals: { approvers: [S0LEADS], stages: { Canary: { approvers: [U0BEN] } } }']);
    const { roles, saidAt } = policies.pipeline('fraud');

    expect(roles.approver).toEqual(['S0LEADS', 'U0BEN']);
    expect(saidAt).toEqual({ operator: 'roles.operator', approver: 'pipelines.fraud.approvals.approvers' });
    expect(policiesOf(['approvals: { stages: { Canary: { approvers: everyone } } }']).pipeline('fraud').roles).toEqual({
      viewer: 'everyone',
      operator: 'everyone',
      approver: 'everyone',
      admin: [],
    });
  });

  it('name user groups that must be known, wherever they are named', () => {
    const policies = policiesOf([
      'owner: [S0OWNERS]',
      'approvals:',
      '  approvers: [S0LEADS, owner]',
      '  gates: { accuracy: { missed: { ask: [S0ASKED] } } }',
      '  stages: { Canary: { escalate: { after: 1h, to: [S0CALLED, U0ADA] } } }',
    ]);

    expect(groupsNamed(policies).sort()).toEqual(['S0ASKED', 'S0CALLED', 'S0LEADS', 'S0OWNERS']);
  });
});

describe('a mistake in approvals', () => {
  const refusalsOf = (ofPipeline: string[], ofWorkspace?: string[]): string[] =>
    mistakesOf(() => parseConfiguration(fileWith(ofPipeline, ofWorkspace), 'f')).map((line) => line.replace('f:', ''));
  const inApprovals = (rules: string): string[] => refusalsOf([`approvals: ${rules}`]);

  it.each<[string, string, string]>([
    ['an unknown key', '{ quorom: 2 }', '7: “quorom” is no key of pipelines.fraud.approvals. Did you mean quorum?'],
    [
      'an unknown key of a gate',
      '{ gates: { auc: { minimum: 1 } } }',
      '“minimum” is no key of pipelines.fraud.approvals.gates.auc',
    ],
    ['a quorum of nobody', '{ quorum: 0 }', '7: pipelines.fraud.approvals.quorum must be at least 1'],
    ['a quorum of a crowd', '{ quorum: 11 }', '7: pipelines.fraud.approvals.quorum must be at most 10'],
    [
      'a handle for a person',
      '{ approvers: ["@ada"] }',
      'approvers[0] must be a Slack user id such as U012ABCDEF, a user group',
    ],
    ['everyone who is called', '{ escalate: { after: 1h, to: [everyone] } }', 'escalate.to[0] must be a Slack user id'],
    ['a duration without unit', '{ expireAfter: 4 }', 'expireAfter must be'],
    ['a duration in words', '{ expireAfter: tomorrow }', 'expireAfter must be a duration such as 30m, 4h, 2d or 1h30m'],
    ['no time at all', '{ expireAfter: 0h }', 'expireAfter must be longer than nothing'],
    ['min above max', '{ gates: { auc: { min: 0.9, max: 0.8 } } }', 'gates.auc.min must not be above max (0.8)'],
    [
      'a wrong way to change',
      '{ gates: { auc: { worstChange: 0.01 } } }',
      'worstChange must be negative or 0, not 0.01: higher is better',
    ],
    [
      'a wrong way to change a share',
      '{ gates: { loss: { better: lower, worstChange: "-2%" } } }',
      'worstChange must be positive or 0, not -2%: lower is better',
    ],
    [
      'a change that is neither',
      '{ gates: { auc: { worstChange: much } } }',
      'worstChange must be an amount such as -0.01, or a share',
    ],
    [
      'a gate that demands nothing',
      '{ gates: { auc: { required: false } } }',
      '7: pipelines.fraud.approvals.gates.auc demands nothing',
    ],
    ['a metric twice', '{ gates: { auc: {}, METRIC_AUC: {} } }', 'gates.METRIC_AUC is a second gate of auc: keep one'],
    ['a name of no metric', '{ gates: { "a b": {} } }', 'gates.a b is no good name: it must be the name of a metric'],
    [
      'something else to be missed',
      '{ gates: { auc: { missed: shout } } }',
      'gates.auc.missed must be one of block, warn',
    ],
    [
      'more people than there may be, to be missed',
      '{ gates: { auc: { missed: { quorum: 20 } } } }',
      'gates.auc.missed.quorum must be at most 10',
    ],
    [
      'a person who is asked by name',
      '{ gates: { auc: { missed: { ask: [ada] } } } }',
      'gates.auc.missed.ask[0] must be a Slack user id',
    ],
    ['auto without gates', '{ auto: approve }', '7: pipelines.fraud.approvals.auto needs gates, or testsMustPass'],
    ['an owner who is not named', '{ approvers: [owner] }', '6: pipelines.fraud needs a key owner'],
    [
      'an owner who is asked and not named',
      '{ testsMustPass: { missed: { ask: [owner] } } }',
      '6: pipelines.fraud needs a key owner',
    ],
    [
      'an owner who is called and not named',
      '{ escalate: { after: 1h, to: [owner] } }',
      '6: pipelines.fraud needs a key owner',
    ],
    [
      'a call after the end',
      '{ expireAfter: 1d, escalate: { after: 24h, to: [S0LEADS] } }',
      'escalate.after must be less than expireAfter (1d, at pipelines.fraud.approvals.expireAfter)',
    ],
    [
      'a reminder after the end',
      '{ expireAfter: 1d, remind: { after: [4h, 2d] } }',
      'remind.after must be less than expireAfter (1d',
    ],
    [
      'a reminder before the beginning',
      '{ expireAfter: 1h, remind: { beforeExpiry: [2h] } }',
      'remind.beforeExpiry must be less than expireAfter (1h',
    ],
    [
      'a quorum of more people than there are',
      '{ quorum: 2 }',
      '7: pipelines.fraud.approvals.quorum must not be more than may approve fraud: only one person is named',
    ],
  ])('such as %s is told in words', (_what, rules, told) => {
    expect(inApprovals(rules)).toEqual(expect.arrayContaining([expect.stringContaining(told)]));
  });

  it('is told with all others, each where it is written', () => {
    const refusals = refusalsOf(
      [
        'approvals:',
        '  expireAfter: 1d',
        '  gates:',
        '    auc:',
        '      min: 2',
        '      max: 1',
        '  stages:',
        '    Canary:',
        '      approvers: [owner]',
        '      quorum: none',
      ],
      ['approvals:', '  escalate: { after: 2d, to: [S0LEADS] }'],
    );

    expect(refusals.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      '6: pipelines.fraud',
      '11: pipelines.fraud.approvals.gates.auc.min',
      '16: pipelines.fraud.approvals.stages.Canary.quorum',
      '18: approvals.escalate.after',
    ]);
  });

  it('is told once, however many pipelines inherit it', () => {
    expect(refusalsOf([], ['  other: {}', 'approvals: { auto: approve }'])).toEqual([
      '8: approvals.auto needs gates, or testsMustPass: the policy has nothing to decide by',
    ]);
  });

  it('is no quorum of user groups, of everyone, or of people named by another key', () => {
    for (const rules of [
      '{ quorum: 5, approvers: [S0LEADS] }',
      '{ quorum: 5, approvers: everyone }',
      '{ quorum: 2, approvers: [U0ADA, U0BEN] }',
    ]) {
      expect(policyOf([`approvals: ${rules}`]).quorum).toBeGreaterThan(1);
    }
    expect(policyOf(['owner: [U0ADA]', 'approvals: { quorum: 2, approvers: [owner, U0BEN] }']).quorum).toBe(2);
  });
});

describe('the configuration of the local stack', () => {
  const text = readFileSync(resolve(__dirname, '../../infra/local/mlpipeline.yaml'), 'utf8');
  const { otherwise } = policiesFrom(parseConfiguration(text, 'mlpipeline.yaml')).pipeline('penguins').approvals;
  /** What infra/model reports of the seeded commits. */
  const BODY_MASS = { accuracy: '0.7093', macro_f1: '0.5286', log_loss: '0.63' };
  const FLIPPERS = { accuracy: '0.7558', macro_f1: '0.602', log_loss: '0.4481' };
  const BILLS = { accuracy: '0.9884', macro_f1: '0.9902', log_loss: '0.0706' };
  const REGRESSION = { accuracy: '0.7791', macro_f1: '0.6249', log_loss: '0.3614' };
  const judged = (metrics: Record<string, string>, production?: Record<string, string>) =>
    judge(otherwise, { evidence: evidenceOf(metrics, production, testResults(0)), involvement: { people: [] } });
  const states = (verdict: ReturnType<typeof judged>) => verdict.gates.map(({ state }) => state);

  it('lets the seeded commits pass, one after the other', () => {
    expect(states(judged(BODY_MASS))).toEqual(['open', 'open', 'passed']);
    expect(states(judged(FLIPPERS, BODY_MASS))).toEqual(['passed', 'passed', 'passed']);
    expect(states(judged(BILLS, FLIPPERS))).toEqual(['passed', 'passed', 'passed']);
  });

  it('warns of the branch that makes the model worse, with its numbers', () => {
    const { warnings, blockers } = judged(REGRESSION, BILLS);

    expect(warnings).toEqual([
      'Gate missed: accuracy 0.7791 is worse than production’s 0.9884 by 0.2093, more than 0.05.',
      'Gate missed: log loss 0.3614 is worse than production’s 0.0706 by 0.2908, more than 10 % of it.',
    ]);
    expect(blockers).toEqual([]);
  });

  it('lets a newcomer’s own push be approved, whoever git takes them for', () => {
    const involvement = { people: [{ part: 'wrote' as const, name: 'you', address: 'you@laptop.local' }] };

    const verdict = judge(otherwise, { evidence: evidenceOf(BILLS, FLIPPERS, testResults(0)), involvement });

    expect(verdict.blockers).toEqual([]);
    expect(verdict.warnings).toEqual([expect.stringContaining('"you@laptop.local": U…')]);
  });
});
