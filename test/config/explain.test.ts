import { explain } from '../../src/config/explain';
import { parseConfiguration } from '../../src/config/load';
import { SIX_LINES } from './mistakes-of';

const explained = (text: string): string => explain(parseConfiguration(text, 'f'));

describe('what the bot understood', () => {
  it('is told of six lines, with who may what and why nobody may', () => {
    expect(explained(SIX_LINES)).toBe(
      [
        'Pipeline fraud',
        '  It is in the bot’s own region, in the bot’s own account.',
        '  Its cards go to C012ABCDEF.',
        '  An execution that succeeds in its last stage is a release.',
        '  May look (viewer): every full member of the workspace.',
        '  May start, stop and roll back (operator): every full member of the workspace.',
        '  May approve and reject (approver): U012ABCDEF.',
        '  May administer (admin): nobody. Neither roles.admin nor pipelines.fraud.roles.admin names anyone.',
        '  To approve it takes one of these (roles.approver): U012ABCDEF. To reject it takes one. That is all of them: whenever one has a part in a release, nobody can approve it.',
        '  Who started an execution, or wrote, committed or pushed a commit of it, may not approve it; an author whom nobody can match to a Slack user lets nobody approve.',
        '  No gate: nothing is demanded of metrics and tests.',
        '  It expires when CodePipeline’s own time limit is over.',
        '  A rollback needs nobody’s approval: whoever may roll back just does.',
        '  A rollback does not lock the pipeline: its next execution may deploy the bad commit again.',
        '',
        'Daily digest',
        '  C012ABCDEF gets it every day at 09:00, by the clocks of UTC.',
      ].join('\n'),
    );
  });

  it('is told when each channel gets its digest, or that none does', () => {
    const berlin = 'digest: { at: 08:30, timeZone: Europe/Berlin }';

    expect(explained(`${SIX_LINES}${berlin}`)).toContain(
      'C012ABCDEF gets it every day at 08:30, by the clocks of Europe/Berlin.',
    );
    expect(explained(`${SIX_LINES}digest: { daily: false }`)).toContain('No channel gets it; people may ask for one');
  });

  it('is told of a pipeline elsewhere, its model, its release, and roles of its own', () => {
    const text = explained(
      SIX_LINES.replace(
        '{}',
        `
    region: eu-central-1
    roleArn: arn:aws:iam::210987654321:role/mlpipeline
    externalId: abc
    model: risk
    deployStage: Ship
    channel: C034GHIJKL
    roles: { approver: [U034GHIJKL], operator: [] }`,
      ),
    );

    expect(text).toContain(
      'It is in eu-central-1, in account 210987654321, reached by the role arn:aws:iam::210987654321:role/mlpipeline with an external id.',
    );
    expect(text).toContain('Its model is called risk; people may type that too.');
    expect(text).toContain('succeeds in its stage Ship is a release');
    expect(text).toContain('cards go to C034GHIJKL');
    expect(text).toContain('(approver): U034GHIJKL.');
    expect(text).toContain('(operator): nobody. Neither');
  });

  it('is told of freezes, those of all pipelines and those of one', () => {
    const freeze = (from: string, to: string, reason: string) =>
      `[{ from: ${from}, to: ${to}, timeZone: Europe/Berlin, reason: ${reason} }]`;
    const text = explained(
      `${SIX_LINES.replace('{}', `{ freezes: ${freeze('2026-12-24', '2026-12-26', 'Christmas')} }`)}  other: {}\nfreezes: ${freeze('Fri 16:00', 'Mon 08:00', 'nobody is here')}\n`,
    );

    const weekly = 'It is frozen from Fri 16:00 to Mon 08:00, by the clocks of Europe/Berlin: nobody is here';
    const [fraud, other] = text.split('\n\n');
    expect(fraud).toContain(weekly);
    expect(fraud).toContain('from 2026-12-24 to 2026-12-26, by the clocks of Europe/Berlin: Christmas');
    expect(other).toContain(weekly);
    expect(other).not.toContain('Christmas');
  });

  it('is told of what rings', () => {
    const text = explained(SIX_LINES.replace('{}', '{ alarms: [drift, latency], endpoints: [fraud-blue] }'));

    expect(text).toContain('  The channel is told when one of these alarms rings: drift, latency.');
    expect(text).toContain('  The channel is told when one of these endpoints is in trouble: fraud-blue.');
  });

  it('is told of the model registry', () => {
    expect(explained(SIX_LINES.replace('{}', '{ modelPackageGroup: fraud-models }'))).toContain(
      '  Versions of the model package group fraud-models are answered from Slack: one that its executions name with their approval, any other that waits with a card of its own.\n',
    );
    expect(explained(SIX_LINES)).not.toContain('model package group');
  });

  it('is told of approvals, and of a stage only what differs', () => {
    const text = explained(
      SIX_LINES.replace(
        '{}',
        `
    owner: [U034GHIJKL]
    alarms: [drift]
    approvals:
      approvers: [S012ABCDEF, owner]
      quorum: 2
      unknownPeople: warn
      gates:
        accuracy: { min: 0.9, worstChange: -0.01, missed: { ask: [owner] } }
        log_loss: { better: lower, max: 0.5, worstChange: "2%", required: false, missed: warn }
        recall: { worstChange: 0, missed: { quorum: 3 } }
      testsMustPass: true
      auto: [approve, reject]
      shadow: true
      remind: { after: [4h, 90m], beforeExpiry: [1h] }
      escalate: { after: 1d, to: [S034GHIJKL] }
      expireAfter: 2d
      stages:
        Staging: { quorum: 1, fourEyes: false, approvers: everyone, gates: {}, testsMustPass: false, auto: never, alarms: [], remind: {}, escalate: never, expireAfter: never, shadow: false }
        Canary: {}
        Nobody: { approvers: [] }`,
      ),
    );

    expect(text).not.toContain('(approver)');
    expect(text.split('\n').slice(-32, -3)).toEqual([
      '  To approve it takes 2 of these (pipelines.fraud.approvals.approvers): S012ABCDEF, U034GHIJKL. To reject it takes one.',
      '  Who started an execution, or wrote, committed or pushed a commit of it, may not approve it; an author whom nobody can match to a Slack user is told of.',
      '  It is in shadow: what follows from gates, auto and expireAfter is told and not done.',
      '  accuracy must be reported, must be 0.9 or more, must not be worse than in production by more than 0.01 (higher is better); else one of U034GHIJKL must be among those who approve.',
      '  log_loss need not be reported, but where it is, must be 0.5 or less, must not be worse than in production by more than 2 % of production’s value (lower is better); else that is told.',
      '  recall must be reported, must not be worse than in production (higher is better); else it takes 3 people to approve, if not more anyway.',
      '  Tests must be reported, and none may fail; else nobody may approve.',
      '  The policy would approve by itself, without anybody, what has passed all that gates demand.',
      '  The policy would reject by itself what has missed a gate that lets nobody approve, by a number or a failing test.',
      '  Nobody may approve while one of these alarms rings: drift.',
      '  Who can answer is reminded after 1h30m, 4h.',
      '  Who can answer is reminded 1h before it expires.',
      '  After 1d these are called, and may approve from then on: S034GHIJKL.',
      '  After 2d without an answer the policy rejects it, if CodePipeline’s own time limit is not over before.',
      '  In its stage Staging this is different:',
      '    To approve it takes one of these (pipelines.fraud.approvals.stages.Staging.approvers): every full member of the workspace. To reject it takes one.',
      '    Four eyes are off: people may approve what they have started or written themselves.',
      '    It is not in shadow.',
      '    No gate: nothing is demanded of metrics and tests.',
      '    The policy answers nothing by itself.',
      '    No alarm keeps anybody from approving.',
      '    Nobody is reminded.',
      '    Nobody else is called.',
      '    It expires when CodePipeline’s own time limit is over.',
      '  In its stage Canary approvals are like all others.',
      '  In its stage Nobody this is different:',
      '    Nobody can approve anything: no approvers are named.',
      '  A rollback needs nobody’s approval: whoever may roll back just does.',
      '  A rollback does not lock the pipeline: its next execution may deploy the bad commit again.',
    ]);
  });

  it('is told that a policy never rejects by itself where no gate lets nobody approve', () => {
    const text = explained(
      SIX_LINES.replace('{}', '{ approvals: { auto: reject, gates: { accuracy: { min: 0.9, missed: warn } } } }'),
    );

    expect(text).toContain('The policy never rejects by itself, though auto says so');
  });

  it('is told of projects, which nobody approves', () => {
    const text = explained(`${SIX_LINES}projects: { fraud-build: {}, other: { repository: fraud } }`);

    const [own = '', other = ''] = text.split('\n\n').slice(1);
    expect(own).toMatch(/^CodeBuild project fraud-build\n/);
    expect(own).toContain('repository is not given');
    expect(own).not.toContain('approver');
    expect(other).toContain('built from the CodeCommit repository fraud');
  });
});
