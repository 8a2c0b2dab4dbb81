import { explain } from '../../src/config/explain';
import { parseConfiguration } from '../../src/config/load';
import { policiesFrom } from '../../src/config/policies';
import { groupsNamed } from '../../src/domain/policies/policy';
import { fileWith, mistakesOf } from './mistakes-of';

const HOUR_MS = 3_600_000;

const read = (ofPipeline: string[], ofWorkspace?: string[]) =>
  policiesFrom(parseConfiguration(fileWith(ofPipeline, ofWorkspace), 'f'));
const rollbackOf = (ofPipeline: string[], ofWorkspace?: string[]) =>
  read(ofPipeline, ofWorkspace).pipeline('fraud').rollback;

describe('rollback in mlpipeline.yaml', () => {
  it('needs nobody’s approval and locks nothing where the file says nothing', () => {
    expect(rollbackOf([])).toEqual({ locksAfterwards: false, approval: undefined });
  });

  it('says who approves it, when they are reminded, and whether it locks', () => {
    expect(
      rollbackOf([
        'owner: [U0EMMA]',
        'alarms: [drift]',
        'approvals: { quorum: 3, fourEyes: false, approvers: [S0OTHERS], gates: { auc: {} }, auto: approve, shadow: true }',
        'rollback:',
        '  lockAfterwards: true',
        '  approval:',
        '    approvers: [S0LEADS, owner]',
        '    quorum: 2',
        '    remind: { after: [10m] }',
        '    escalate: { after: 30m, to: [owner] }',
        '    expireAfter: 1h',
      ]),
    ).toEqual({
      locksAfterwards: true,
      approval: {
        approvers: ['S0LEADS', 'U0EMMA'],
        approversAt: 'pipelines.fraud.rollback.approval.approvers',
        quorum: 2,
        fourEyes: true,
        unknownPeople: 'warn',
        gates: [],
        auto: [],
        isShadow: false,
        alarms: [],
        remind: { afterMs: [HOUR_MS / 6], beforeExpiryMs: [] },
        escalation: { afterMs: HOUR_MS / 2, to: ['U0EMMA'] },
        expireAfterMs: HOUR_MS,
        rollback: 'ask',
      },
    });
  });

  it('asks those with the role approver where it names nobody', () => {
    expect(rollbackOf(['rollback: { approval: {} }']).approval).toMatchObject({
      approvers: ['U012ABCDEF'],
      approversAt: 'roles.approver',
      quorum: 1,
      fourEyes: true,
    });
  });

  it.each<[string, string, string, object]>([
    [
      'is that of the workspace',
      '{}',
      '{ lockAfterwards: true, approval: { quorum: 2, approvers: [S0ALL] } }',
      {
        locksAfterwards: true,
        approval: { quorum: 2, approvers: ['S0ALL'], approversAt: 'rollback.approval.approvers' },
      },
    ],
    [
      'is that of the pipeline, key by key',
      '{ lockAfterwards: false, approval: { fourEyes: false } }',
      '{ lockAfterwards: true, approval: { quorum: 2, approvers: [S0ALL] } }',
      {
        locksAfterwards: false,
        approval: { quorum: 2, approvers: ['S0ALL'], fourEyes: false },
      },
    ],
    [
      'takes the approval of the workspace away',
      '{ approval: none }',
      '{ lockAfterwards: true, approval: { quorum: 2, approvers: [S0ALL] } }',
      { locksAfterwards: true, approval: undefined },
    ],
    [
      'asks where the workspace does not',
      '{ approval: { approvers: everyone } }',
      '{ approval: none }',
      { approval: { approvers: 'everyone' } },
    ],
  ])('%s', (_what, own, all, rollback) => {
    expect(rollbackOf([`rollback: ${own}`], [`rollback: ${all}`])).toMatchObject(rollback);
  });

  it('gives the role approver to whoever approves it, and names groups that must be known', () => {
    const policies = read(['rollback: { approval: { approvers: [S0LEADS], escalate: { after: 1h, to: [S0HEADS] } } }']);

    expect(policies.pipeline('fraud').roles.approver).toEqual(['U012ABCDEF', 'S0LEADS']);
    expect(groupsNamed(policies).sort()).toEqual(['S0HEADS', 'S0LEADS']);
  });
});

describe('a mistake in rollback', () => {
  it.each<[string, string, string]>([
    [
      'an unknown key',
      '{ lockAfterward: true }',
      '7: “lockAfterward” is no key of pipelines.fraud.rollback. Did you mean lockAfterwards?',
    ],
    ['a gate', '{ approval: { gates: {} } }', '“gates” is no key of pipelines.fraud.rollback.approval'],
    [
      'an answer of the policy',
      '{ approval: { auto: approve } }',
      '“auto” is no key of pipelines.fraud.rollback.approval',
    ],
    ['an alarm', '{ approval: { alarms: [drift] } }', '“alarms” is no key of pipelines.fraud.rollback.approval'],
    ['nobody', '{ approval: { approvers: [] } }', '7: pipelines.fraud.rollback.approval.approvers must not be empty'],
    ['a handle', '{ approval: { approvers: ["@ada"] } }', 'approvers[0] must be a Slack user id'],
    ['another word', '{ approval: never }', '7: pipelines.fraud.rollback.approval must be none or a map (key: value)'],
    [
      'a word for true',
      '{ lockAfterwards: "yes" }',
      '7: pipelines.fraud.rollback.lockAfterwards must be true or false',
    ],
    [
      'more people than there are',
      '{ approval: { quorum: 2 } }',
      '7: pipelines.fraud.rollback.approval.quorum must not be more than may approve fraud: only one person is named',
    ],
    ['an owner who is not named', '{ approval: { approvers: [owner] } }', '6: pipelines.fraud needs a key owner'],
    [
      'a call after the end',
      '{ approval: { expireAfter: 1h, escalate: { after: 2h, to: [S0LEADS] } } }',
      'rollback.approval.escalate.after must be less than expireAfter (1h, at pipelines.fraud.rollback.approval.expireAfter)',
    ],
  ])('such as %s is told in words', (_what, rules, told) => {
    const mistakes = mistakesOf(() => parseConfiguration(fileWith([`rollback: ${rules}`]), 'f'));

    expect(mistakes.map((line) => line.replace('f:', ''))).toEqual([expect.stringContaining(told)]);
  });

  it('is told where it is written, and not of a pipeline that takes the approval away', () => {
    const workspace = ['rollback:', '  approval:', '    quorum: 2'];

    expect(mistakesOf(() => parseConfiguration(fileWith([], workspace), 'f'))).toEqual([
      'f:9: rollback.approval.quorum must not be more than may approve fraud: only one person is named',
    ]);
    expect(rollbackOf(['rollback: { approval: none }'], workspace).approval).toBeUndefined();
  });
});

describe('what the bot understood of rollback', () => {
  const sentences = (ofPipeline: string[]): string[] =>
    explain(parseConfiguration(fileWith(ofPipeline), 'f'))
      .split('\n')
      .filter((line) => /rollback/i.test(line))
      .map((line) => line.trim());

  it.each<[string, string[], string[]]>([
    [
      'nothing was said',
      [],
      [
        'A rollback needs nobody’s approval: whoever may roll back just does.',
        'A rollback does not lock the pipeline: its next execution may deploy the bad commit again.',
      ],
    ],
    [
      'it is approved, and locks',
      ['rollback: { lockAfterwards: true, approval: { approvers: [S0LEADS], expireAfter: 1h } }'],
      [
        'A rollback waits for approval before it begins: it takes one of these (pipelines.fraud.rollback.approval.approvers): S0LEADS.',
        'Whoever asked for a rollback may not approve it.',
        'A rollback that nobody answers is rejected after 1h.',
        'Once a rollback has succeeded the pipeline is locked, until an admin unlocks it.',
      ],
    ],
    [
      'everyone approves, themselves too',
      ['rollback: { approval: { approvers: everyone, quorum: 2, fourEyes: false } }'],
      [
        'A rollback waits for approval before it begins: it takes 2 of these (pipelines.fraud.rollback.approval.approvers): every full member of the workspace.',
        'Four eyes are off for rollbacks: whoever asked for one may approve it themselves.',
        'A rollback that nobody answers waits on.',
        'A rollback does not lock the pipeline: its next execution may deploy the bad commit again.',
      ],
    ],
    [
      'there is one approver',
      ['rollback: { approval: {} }'],
      [
        'A rollback waits for approval before it begins: it takes one of these (roles.approver): U012ABCDEF. That is all of them: what one of them asks for nobody can approve.',
        'Whoever asked for a rollback may not approve it.',
        'A rollback that nobody answers waits on.',
        'A rollback does not lock the pipeline: its next execution may deploy the bad commit again.',
      ],
    ],
    [
      'nobody has the role',
      ['roles: { approver: [] }', 'rollback: { approval: {} }'],
      expect.arrayContaining(['No rollback can begin: it takes an approval, and no approvers are named.']),
    ],
    [
      'it is pre-approved',
      ['approvals: { rollback: pre-approved }'],
      expect.arrayContaining([
        'The policy approves by itself a rollback whose model is, by its digest, the one that was approved before.',
      ]),
    ],
    [
      'it is pre-approved but in one stage, and in shadow',
      ['approvals: { rollback: pre-approved, shadow: true, stages: { Deploy: { rollback: ask } } }'],
      expect.arrayContaining([
        expect.stringContaining('The policy would approve by itself a rollback'),
        'A person is asked about a rollback too.',
      ]),
    ],
  ])('is told where %s', (_what, written, told) => {
    expect(sentences(written)).toEqual(told);
  });
});
