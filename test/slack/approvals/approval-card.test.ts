import type { KnownBlock } from '@slack/web-api';
import type { Ending, RollbackApproval, SettledDecision } from '../../../src/domain/approvals/approval';
import { verdictInWords } from '../../../src/domain/approvals/verdict-record';
import type { ApprovalPolicy, Gate, Missed } from '../../../src/domain/policies/approval-policy';
import { judge } from '../../../src/domain/policies/judge';
import { POLICY } from '../../../src/domain/policies/policy-actor';
import { approvalCard } from '../../../src/slack/approvals/approval-card';
import { aGateResult, anApprovalView, someChange } from '../../support/builders/approval-views';
import { ADA, anApproval } from '../../support/builders/facts';
import { anApprovalPolicy } from '../../support/builders/policies';

const BEN = { id: 'U0BEN', name: 'Ben', team: 'T0LOCAL' };
const CAROL = { id: 'U0CAROL', name: 'Carol', team: 'T0LOCAL' };
const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 9, minute));

type Input = NonNullable<Parameters<typeof anApprovalView>[0]>;

const card = (input: Input = {}) => approvalCard(anApprovalView(input));
const words = (input: Input = {}): string => JSON.stringify(card(input).blocks);
const buttonsOf = (blocks: KnownBlock[]) =>
  blocks.flatMap((block) => (block.type === 'actions' ? block.elements.map((one) => Object(one).text.text) : []));
const buttons = (input: Input = {}) => buttonsOf(card(input).blocks);
const table = (input: Input = {}): string[][] =>
  card(input)
    .blocks.flatMap((block) => (block.type === 'table' ? block.rows : []))
    .map((row) => row.map((cell) => Object(cell).text));
/** What the confirm step of Approve says. */
const confirmation = (input: Input): string =>
  card(input)
    .blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []))
    .flatMap((element) => Object(element).confirm?.text.text ?? [])
    .join();
const changed = (rest: Parameters<typeof someChange>[0] = {}): Input => ({ approval: { evidence: someChange(rest) } });
const vote = (by: typeof ADA, hash: string, minute = 1) => ({ by, at: at(minute), auditId: by.id, evidenceHash: hash });
/** An approval of which these people have approved what it shows. */
const votedBy = (...people: (typeof ADA)[]) => {
  const { evidence, evidenceHash } = anApproval();
  return { evidence, evidenceHash, votes: people.map((by) => vote(by, evidenceHash)) };
};

describe('the evidence on an approval card', () => {
  it('shows each metric with production, the change and whether it is better, gated ones first', () => {
    const gates = [
      aGateResult(
        { metric: 'log_loss', better: 'lower', min: undefined, max: 0.2, worstChange: { by: 0.01, isShare: false } },
        { state: 'missed' },
      ),
    ];

    expect(table({ ...changed(), verdict: { gates } })).toEqual([
      ['Metric', 'This release', 'Production 1.3.0', 'Change', 'Gate'],
      ['log loss', '0.12', '0.1', '+0.02 ▲ worse', '≤ 0.2, Δ ≤ +0.01 ✗'],
      ['accuracy', '0.97', '0.96', '+0.01 ▲', '–'],
    ]);
  });

  it.each([
    ['higher', '0.9', '0.8', '+0.1 ▲ better'],
    ['higher', '0.8', '0.9', '−0.1 ▼ worse'],
    ['lower', '0.8', '0.9', '−0.1 ▼ better'],
    ['lower', '0.9', '0.9', '±0'],
    ['lower', '0.9', undefined, '—'],
    ['higher', 'much', '0.9', '—'],
  ] as const)('says of a metric of which %s is better that %s after %s is %s', (better, now, before, said) => {
    const production = { executionId: 'p', metrics: before === undefined ? {} : { accuracy: before } };
    const evidence = someChange({ metrics: { accuracy: now }, production });

    expect(table({ approval: { evidence }, verdict: { gates: [aGateResult({ better })] } })[1]?.[3]).toBe(said);
  });

  it.each([
    [{ min: 0.9 }, 'passed', '≥ 0.9 ✓'],
    [{ min: undefined, max: 200 }, 'missed', '≤ 200 ✗'],
    [{ min: 0.5, max: 0.9 }, 'passed', '≥ 0.5, ≤ 0.9 ✓'],
    [{ min: undefined, worstChange: { by: 0.02, isShare: true } }, 'open', 'Δ ≥ −2 % ○'],
    [{ min: undefined, better: 'lower', worstChange: { by: 0.07, isShare: true } }, 'passed', 'Δ ≤ +7 % ✓'],
    [{ min: undefined }, 'missed', 'reported ✗'],
  ] as const)('writes the gate %j that is %s as %s', (gate, state, said) => {
    expect(table({ verdict: { gates: [aGateResult(gate, { state })] } })[1]?.[4]).toBe(said);
  });

  it('names what production serves without the model, which leaves room for the gates', () => {
    const production = { executionId: 'p', version: 'penguins-cdb0067', metrics: {} };

    expect(table(changed({ production }))[0]?.[2]).toBe('Production cdb0067');
  });

  it('has a line for a metric that is demanded and not reported', () => {
    const gates = [aGateResult({ metric: 'recall' }, { state: 'missed', says: 'recall is not reported' })];

    expect(table({ verdict: { gates } })[1]).toEqual(['recall', 'not reported', '—', '—', '≥ 0.9 ✗']);
  });

  it('says what is not reported', () => {
    const said = words({ approval: { evidence: { model: {}, metrics: {} } } });

    expect(said).toContain('*Metrics*: not reported');
    expect(said).toContain('Tests: not reported');
    expect(said).toContain('_Commit: not reported_');
    expect(said).toContain('there is nothing to compare with');
  });

  it('counts what has changed since production, and leads to the comparison', () => {
    expect(words(changed())).toMatch(
      /\*3 commits\* since production {2}· {2}5 changed files {2}· {2}<https:[^|]+\|Compare>/,
    );
  });

  it.each([
    ['is capped', { isCapped: true }, 'at least 3 commits'],
    ['is the first', { since: undefined }, '3 commits: nothing is in production yet'],
  ])('says so where the release %s', (_what, rest, said) => {
    const { changes } = someChange();

    expect(words(changed({ changes: changes && { ...changes, ...rest } }))).toContain(said);
  });

  it('says that a release goes back behind production, and leads to what it takes back', () => {
    const { changes } = someChange();
    const said = words(changed({ changes: changes && { ...changes, commits: [] } }));

    expect(said).toMatch(
      /An older commit than production's: what was released since is taken back {2}· {2}<https:[^|]+\/compare\/b{40}\/\.\.\.\/c{40}[^|]*\|Compare>/,
    );
    expect(said).not.toContain('The same commit');
  });

  const [same, other] = [{ digest: 'sha256:1' }, { digest: 'sha256:2' }];
  const [sameCommit, sameModel] = ["The same commit as production's", 'Production serves this model already'];
  it.each([
    [[sameModel], same, {}],
    [[`${sameCommit}, rebuilt: the digests differ`], other, { commitId: 'c'.repeat(40) }],
    [[sameCommit, sameModel], same, { commitId: 'c'.repeat(40) }],
    [[], other, {}],
  ])('says %j of what production serves already', (said, model, production) => {
    const changes = someChange().changes;
    const isSame = 'commitId' in production;
    const evidence = someChange({
      model,
      changes: changes && isSame ? { ...changes, since: 'c'.repeat(40), commits: [] } : changes,
      production: { executionId: 'p', digest: 'sha256:1', metrics: {}, ...production },
    });

    const all = words({ approval: { evidence } });

    expect([sameCommit, sameModel].filter((one) => all.includes(one))).toHaveLength(said.length);
    for (const one of said) expect(all).toContain(one);
    expect(all).not.toContain('An older commit');
  });

  it.each([
    [['Ada', 'Ben <x>'], ':rewind: *Brings back 1.3.0* (approved by Ada, Ben &lt;x&gt;)'],
    [[], ':rewind: *Brings back 1.3.0*\\n'],
  ])('says what a rollback brings back, and who had approved it (%j)', (approvedBy, said) => {
    const restores = { executionId: 'old', name: '1.3.0', digest: 'sha256:1', approvedBy };

    expect(words(changed({ restores }))).toContain(said);
  });

  it('names the package where it is no execution that asks', () => {
    const { executionId, stage, action, ...rest } = anApproval();
    const approval = { ...rest, kind: 'package' as const, group: 'penguins', packageVersion: '7', arn: 'arn:p' };

    const said = JSON.stringify(approvalCard({ ...anApprovalView(), approval }).blocks);

    expect(said).toMatch(/\*Model package\* <https:[^|]+\|penguins version 7>/);
    expect(said).not.toContain('Commit: not reported');
  });

  it('calls a version that has but its number in the registry a version', () => {
    const { executionId, stage, action, ...rest } = anApproval();
    const asked = { ...rest, kind: 'package' as const, group: 'penguins', packageVersion: '7', arn: 'arn:p' };
    const cardOf = (version: string) => {
      const approval = { ...asked, evidence: { ...rest.evidence, model: { version } } };
      const { text, blocks } = approvalCard({ ...anApprovalView(), approval });
      return JSON.stringify([text, blocks]);
    };

    expect(cardOf('7')).toMatch(/penguins version 7 waits for approval.*Approve penguins version 7\?/);
    expect(cardOf('1.4.0')).toMatch(/penguins 1\.4\.0 waits for approval.*Approve penguins 1\.4\.0\?/);
  });

  it('mentions whoever asked, unless they have muted that', () => {
    const approval = { requestedBy: ADA };

    expect(words({ approval })).toContain('Asked for by <@U0ADA>');
    expect(words({ approval, muted: new Set(['U0ADA']) })).toContain('Asked for by Ada');
  });
});

describe('what the policy says on an approval card', () => {
  it('is its recommendation where no gate is missed', () => {
    const verdict = { gates: [aGateResult()], recommendation: 'The gate is passed.' };

    expect(words({ verdict })).toContain(':point_right: The gate is passed.');
    expect(buttons({ verdict })).toEqual(['Approve', 'Reject…', 'Details']);
  });

  it('is what stands against it, and then nobody is offered to approve', () => {
    const verdict = {
      gates: [aGateResult({}, { state: 'missed' })],
      recommendation: 'The gate is missed: accuracy 0.8 is below the gate 0.9.',
      blockers: ['Gate missed: accuracy 0.8 is below the gate 0.9.'],
      warnings: ['Gate missed: log loss is worse.'],
    };
    const said = words({ verdict });

    expect(said).toContain('*Nobody may approve this as it is. It can be rejected.*');
    expect(said).toContain('•  Gate missed: accuracy 0.8 is below the gate 0.9.');
    expect(said).toContain(':warning: Gate missed: log loss is worse.');
    expect(said).not.toContain('The gate is missed');
    expect(buttons({ verdict })).toEqual(['Reject…', 'Details']);
  });

  it('is what a rollback has rebuilt, also where a gate is missed', () => {
    const restores = { executionId: 'old', name: '1.3.0', approvedBy: [] };
    const recommendation = 'It is 1.3.0 itself, by its digest.';
    const gates = [aGateResult({}, { state: 'missed' })];

    expect(words({ ...changed({ restores }), verdict: { recommendation, gates } })).toContain(
      `:point_right: ${recommendation}`,
    );
    expect(words({ ...changed(), verdict: { recommendation, gates } })).not.toContain(recommendation);
  });

  it('is what it would have done, in shadow', () => {
    const verdict = { gates: [aGateResult()], wouldHave: 'It would have approved this by itself.' };

    expect(words({ verdict })).toContain('*In shadow:* It would have approved this by itself.');
    expect(table({ verdict, rules: anApprovalPolicy({ isShadow: true }) })[0]).toContain('Gate (shadow)');
  });

  it('includes that four eyes are off', () => {
    expect(words({ rules: anApprovalPolicy({ fourEyes: false }) })).toContain('Four eyes are off for this pipeline');
    expect(words()).not.toContain('Four eyes');
  });

  it('is told of an answer as it was then, not as it would be now', () => {
    const decision = {
      decision: 'approved' as const,
      by: BEN,
      at: at(5),
      auditId: 'x',
      verdict: ['The gate was passed.', 'recall is low', 'Missed: recall is low, so 2 people must.'],
    };

    const said = words({ approval: { status: 'decided', decision }, verdict: { blockers: ['Not any more.'] } });

    expect(said).toContain('The policy said: The gate was passed.  ·  Missed: recall is low, so 2 people must."');
    expect(said).not.toContain('Not any more');
  });
});

describe('where an open approval stands', () => {
  const standing = { approvals: 1, quorum: 2, stillToInclude: [['S0RISK', 'U0ADA']] };

  it('names those who have approved, and who is still needed', () => {
    const said = words({ approval: votedBy(BEN), standing });

    expect(said).toContain('*1 of 2* approvals: <@U0BEN>');
    expect(said).toContain('Still needed: <!subteam^S0RISK> or <@U0ADA>');
  });

  it('calls no group when it is first posted', () => {
    const said = words({ standing: { ...standing, approvals: 0 } });

    expect(said).toContain('*0 of 2* approvals');
    expect(said).toContain('Certain people must be among them: see Details');
    expect(said).not.toContain('subteam');
  });

  it('counts no approval of evidence that has changed', () => {
    const approval = { ...votedBy(BEN), evidenceHash: 'another' };

    expect(words({ approval, standing: { ...standing, approvals: 0 } })).not.toContain('U0BEN');
  });

  it('says in the confirm step whether pressing it decides', () => {
    expect(words({ standing })).toContain('goes on to production');
    expect(words({ standing: { ...standing, approvals: 0 } })).toContain('Yours counts as one of 2.');
  });

  const poor = [
    aGateResult({}, { state: 'missed', says: 'accuracy 0.94 is below the gate 0.95' }),
    aGateResult({ metric: 'log_loss' }, { state: 'missed', says: 'log loss 0.3 is above the gate 0.2' }),
    aGateResult({ metric: 'recall' }),
  ];

  it.each<[string, Input, string]>([
    [
      'gates are missed',
      { verdict: { gates: poor, warnings: ['Gate missed: accuracy 0.94 is below the gate 0.95.'] } },
      '2 gates are missed: accuracy 0.94 is below the gate 0.95; log loss 0.3 is above the gate 0.2. penguins 1.4.0 goes on to production all the same. This cannot be taken back, only rolled back.',
    ],
    [
      'one is, in shadow',
      { verdict: { gates: poor.slice(1) }, rules: anApprovalPolicy({ isShadow: true }) },
      '1 gate in shadow is missed: log loss 0.3 is above the gate 0.2. penguins 1.4.0 goes on to production all the same. This cannot be taken back, only rolled back.',
    ],
    [
      'the policy warns',
      { verdict: { warnings: ['Who in Slack is Pia?'] } },
      'The policy warns: Who in Slack is Pia? penguins 1.4.0 goes on to production all the same. This cannot be taken back, only rolled back.',
    ],
    [
      'gates are missed, and others must approve too',
      { verdict: { gates: poor.slice(1), quorum: 2 } },
      '1 gate is missed: log loss 0.3 is above the gate 0.2. Yours counts as one of 2. You can take it back in Details until the last one is given.',
    ],
  ])('says in the confirm step that %s', (_what, input, said) => {
    expect(confirmation({ ...input, approval: { evidence: someChange() } })).toBe(said);
  });

  it('cuts what stands against it rather than what follows, where the confirm step has no room', () => {
    const gates = Array(5).fill(poor[0]);
    const evidence = someChange({ model: { version: '&<>'.repeat(60) } });

    const said = confirmation({ verdict: { gates }, approval: { evidence } });

    expect(said.length).toBeLessThanOrEqual(300);
    expect(said).toMatch(/^5 gates are missed: .*… penguins .*… goes on to production all the same\. This cannot/);
  });

  it('says who holds it shut, and then nobody is offered to approve', () => {
    const lock = { lockId: 'l', by: BEN, reason: 'audit', since: at(0), stage: 'Deploy' };

    expect(words({ lock })).toContain(':lock: Locked by <@U0BEN> until somebody unlocks it: audit');
    expect(buttons({ lock })).toEqual(['Reject…', 'Details']);
  });

  it.each([
    ['a freeze', { alarms: [], freeze: { reason: 'weekend', until: at(30) } }, 'Frozen until <!date'],
    ['an alarm', { alarms: ['penguins-drift'] }, 'An alarm rings: <https:'],
  ])('is held by %s', (_what, hold, said) => {
    const input = { approval: { hold } };

    expect(words(input)).toContain(said);
    expect(words(input)).toContain('it can be rejected, not approved');
    expect(buttons(input)).toEqual(['Reject…', 'Details']);
  });

  it('is open again once two admins have overridden the alarm, until another rings', () => {
    const asked = { by: BEN, at: at(1), reason: 'known sensor', auditId: 'a' };
    const confirmed = { by: CAROL, at: at(2), auditId: 'b' };
    const hold = { alarms: ['drift'] };

    const half = { approval: { hold, override: { alarms: ['drift'], asked } } };
    const whole = { approval: { hold, override: { alarms: ['drift'], asked, confirmed } } };
    const another = {
      approval: { hold: { alarms: ['drift', 'latency'] }, override: { alarms: ['drift'], asked, confirmed } },
    };

    expect(words(half)).toContain('<@U0BEN> asks to override the alarm: known sensor\\nAnother admin must confirm it');
    expect(words(whole)).toContain('drift: overridden by <@U0BEN> and <@U0CAROL>: known sensor');
    expect([half, whole, another].map((input) => buttons(input).includes('Approve'))).toEqual([false, true, false]);
  });

  it('says how many wait behind it', () => {
    expect(words({ approval: { waitingBehind: 2 } })).toContain('2 newer executions wait for this answer');
    expect(words({ approval: { waitingBehind: 1 } })).toContain('1 newer execution waits for this answer');
    expect(words()).not.toContain('for this answer');
  });

  it('takes the buttons away while somebody answers', () => {
    const claim = { auditId: 'x', decision: 'approved' as const, actor: BEN, leaseUntil: at(9) };

    expect(words({ approval: { claim } })).toContain('<@U0BEN> is approving this…');
    expect(buttons({ approval: { claim } })).toEqual([]);
  });
});

describe('an approval that is over', () => {
  it('says who, together with whom, when and why', () => {
    const decision = {
      decision: 'approved' as const,
      by: BEN,
      at: at(5),
      auditId: 'x',
      reason: 'better on every species',
    };

    const said = words({ approval: { ...votedBy(CAROL, BEN), status: 'decided', decision } });

    expect(said).toContain('Approved by <@U0BEN>, after <@U0CAROL>, <!date^');
    expect(said).toContain('><@U0BEN>: better on every species"');
  });

  /** A decision on what the policy made of these gates then. */
  const decidedOn = (rules: Partial<ApprovalPolicy>, decision: Partial<SettledDecision> = {}): Input => {
    const { evidence, involvement } = anApproval({ evidence: someChange() });
    const verdict = verdictInWords(judge(anApprovalPolicy({ gates: GATES, ...rules }), { evidence, involvement }));
    const settled = { decision: 'approved' as const, by: BEN, at: at(5), auditId: 'x', verdict, ...decision };
    return { approval: { status: 'decided', decision: settled } };
  };
  const gate = (metric: string, min: number, missed: Missed): Gate => ({
    ...{ kind: 'metric', metric, better: 'higher', min, isRequired: true, missed },
  });
  const GATES = [
    gate('accuracy', 0.98, { does: 'raise quorum', to: 2 }),
    gate('log_loss', 0.2, { does: 'warn' }),
    gate('accuracy', 0.5, { does: 'block' }),
  ];

  it('says first that it was approved although gates were missed', () => {
    const [top, smallPrint] = card(decidedOn({}))
      .blocks.slice(-2)
      .map((block) => JSON.stringify(block));

    expect(top).toContain(
      '\\n:warning: *Approved although 2 gates were missed*\\n•  accuracy 0.97 is below the gate 0.98, so 2 people must approve it.\\n•  log loss 0.12 is below the gate 0.20."',
    );
    expect(smallPrint).toContain('The policy said: accuracy 0.97 is above the gate 0.50 and');
  });

  it('says first what the policy would have done, in shadow, where gates were missed', () => {
    const said = words(decidedOn({ isShadow: true }));

    expect(said).toContain(
      ':warning: *In shadow:* It would have asked for 2 people. 2 of 3 gates missed: accuracy 0.97',
    );
    expect(said.match(/It would have/g)).toHaveLength(1);
    expect(words(decidedOn({ isShadow: true, gates: GATES.slice(2) }))).not.toContain('*In shadow:*');
  });

  it('says of no rejection that it was approved', () => {
    const said = words(decidedOn({}, { decision: 'rejected', reason: 'too low' }));

    expect(said).not.toContain('although');
    expect(said).toContain(
      'The policy said: Gate missed: accuracy 0.97 is below the gate 0.98, so 2 people must approve it.  ·  Gate missed: log loss',
    );
  });

  it('does not tell twice what the policy has given as its reason', () => {
    const blocking = GATES.map((one) => ({ ...one, missed: { does: 'block' as const } }));
    const reason = '2 of 3 gates missed: accuracy 0.97 is below the gate 0.98; log loss 0.12 is below the gate 0.20.';

    const said = words(decidedOn({ gates: blocking }, { decision: 'rejected', by: POLICY, reason }));

    expect(said.match(/below the gate 0\.98/g)).toHaveLength(1);
    expect(said.match(/below the gate 0\.20/g)).toHaveLength(1);
    expect(said).toContain('The policy said: accuracy 0.97 is above the gate 0.50 and');
  });

  it('cuts no sentence of the policy: what does not fit is counted', () => {
    const long = `Who in Slack is ${'x'.repeat(280)}? Add them to people, or bot if it is a robot.`;
    const verdict = [`${long} 1`, long.replace('x', 'y'), long.replace('x', 'z')];

    const said = words(decidedOn({}, { verdict }));

    expect(said).toContain('or bot if it is a robot. 1  ·  … and 2 more"');
    expect(said).not.toContain('or…');
  });

  it('still says who has overridden the alarm, and why', () => {
    const override = {
      alarms: ['drift'],
      asked: { by: ADA, at: at(1), reason: 'known sensor', auditId: 'a' },
      confirmed: { by: CAROL, at: at(2), auditId: 'b' },
    };
    const { approval } = decidedOn({ gates: [] });

    expect(words({ approval: { ...approval, override } })).toContain(
      ':unlock: drift: overridden by <@U0ADA> and <@U0CAROL>: known sensor',
    );
    expect(words({ approval: { ...approval, override: { ...override, confirmed: undefined } } })).not.toContain(
      'drift',
    );
  });

  it('quotes everybody who has approved it, by name, but nobody whose approval no longer counted', () => {
    const { evidence, evidenceHash, votes } = votedBy(CAROL, ADA);
    const reasons = votes.map((one, index) => ({
      ...one,
      ...(index === 0 ? { reason: `good recall ${'!'.repeat(300)}` } : { evidenceHash: 'old', reason: 'outdated' }),
    }));
    const { approval } = decidedOn({ gates: [] }, { reason: 'agreed' });

    const said = words({ approval: { ...approval, evidence, evidenceHash, votes: reasons } });

    expect(said).toMatch(
      /Approved by <@U0BEN>, after <@U0CAROL>, <!date[^>]+>\\n><@U0CAROL>: good recall !+…\\n><@U0BEN>: agreed"/,
    );
    expect(said).not.toContain('outdated');
  });

  it('says that it was the policy', () => {
    const decision = { decision: 'rejected' as const, by: POLICY, at: at(5), auditId: 'x' };

    expect(words({ approval: { status: 'decided', decision } })).toContain(
      ':x: Rejected by the policy (mlpipeline.yaml)',
    );
  });

  it.each<[Partial<Ending> & Pick<Ending, 'how'>, string]>([
    [
      { how: 'answered elsewhere', decision: 'approved', by: 'arn:aws:sts::123456789012:assumed-role/Admin/pia' },
      ':white_check_mark: Approved outside Slack by pia',
    ],
    [{ how: 'answered elsewhere', decision: 'rejected', detail: 'too risky' }, '>too risky'],
    [{ how: 'expired' }, ': nobody answered in time, so nothing was deployed'],
    [{ how: 'execution stopped' }, 'The execution was stopped'],
    [{ how: 'execution superseded' }, 'A newer execution has taken its place'],
    [{ how: 'execution cancelled' }, 'as happens when its pipeline is edited'],
    [{ how: 'stage retried' }, 'a new card asks again'],
    [{ how: 'version deleted' }, 'This version was deleted'],
    [{ how: 'not answered' }, 'Ended without an answer'],
  ])('says how it ended: %j', (ending, said) => {
    const input: Input = { approval: { status: 'ended', ending: { at: at(7), ...ending }, waitingBehind: 3 } };

    expect(words(input)).toContain(said);
    expect(buttons(input)).toEqual([]);
    expect(words(input)).not.toContain('wait for this answer');
  });

  it.each([
    ['answered', 'The model registry has the same answer'],
    ['behind', 'The model registry is still to be told'],
    ['differs', 'The model registry holds another answer than this one  ·  To make both agree, change its approval'],
    ['gone', 'The version is no longer in the model registry'],
  ] as const)('says of a registry that is %s', (state, said) => {
    const decision = { decision: 'approved' as const, by: BEN, at: at(5), auditId: 'x' };
    const saying = (detail?: string) =>
      words({ approval: { status: 'decided', decision, registry: { arn: 'arn:p', state, detail } } });

    expect(saying()).toContain(said);
    expect(saying('It is rejected by <pia>')).toContain('It is rejected by &lt;pia&gt;');
  });

  it('says nothing of a registry that nobody has looked at', () => {
    const decision = { decision: 'approved' as const, by: BEN, at: at(5), auditId: 'x' };

    const said = words({ approval: { status: 'decided', decision, registry: { arn: 'arn:p', state: 'unchecked' } } });

    expect(said).not.toContain('registry');
  });

  it('says that a version was deleted before anybody answered', () => {
    const said = words({ approval: { status: 'ended', ending: { how: 'version deleted', at: at(5) } } });

    expect(said).toContain('deleted from the model registry');
  });
});

describe('the card that asks for a rollback', () => {
  const asked = {
    ...{ pipeline: 'penguins', stage: 'Deploy', targetId: 'execution-1', how: 'stage' as const, release: '1.3.0' },
    ...{ replacing: { executionId: 'execution-2', name: '1.4.0' }, reason: 'drift', isWhileLocked: false },
  };
  const { executionId: _execution, stage: _stage, action: _action, ...open } = anApproval();
  const question = { ...open, kind: 'rollback', asked, askedAs: 'dialog-1', requestedBy: ADA } as const;
  const rollback = (rest: Partial<RollbackApproval> = {}) =>
    approvalCard({ ...anApprovalView(), approval: { ...question, ...rest } });

  it('says back to what, instead of what, how and why', () => {
    const { text, blocks } = rollback();
    const said = JSON.stringify(blocks);

    expect(blocks[0]).toMatchObject({ text: { text: 'Roll back to penguins 1.3.0?' } });
    expect(text).toBe('Rollback to penguins 1.3.0 waits for approval in penguins, a rollback that was asked for.');
    expect(said).toContain('*Back to 1.3.0*, instead of *1.4.0*');
    expect(said).toContain('>drift');
    expect(said).toContain('Rollback to penguins 1.3.0 begins.');
  });

  it('says that it was approved', () => {
    const decision: SettledDecision = { decision: 'approved', by: ADA, auditId: 'a', at: at(3) };

    expect(rollback({ status: 'decided', decision }).blocks[0]).toMatchObject({
      text: { text: 'Rollback to penguins 1.3.0: approved' },
    });
  });
});
