import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { parseConfiguration } from '../../src/config/load';
import { policiesFrom } from '../../src/config/policies';
import type { ApprovalPolicy } from '../../src/domain/policies/approval-policy';
import { judge } from '../../src/domain/policies/judge';
import { approvalPolicyOf } from '../../src/domain/policies/policy';
import { evidenceOf, testResults } from '../support/builders/evidence';
import { SIX_LINES } from './mistakes-of';

const document = readFileSync(resolve(__dirname, '../../docs/policies.md'), 'utf8');
const blocks = [...document.matchAll(/```yaml\n(.*?)```/gs)].map(([, yaml = '']) => yaml);

/** A whole file of the document, by the comment in its first line. */
function fileOf(name: string) {
  const found = blocks.find((yaml) => yaml.startsWith(`# ${name}\n`));
  return policiesFrom(parseConfiguration(found ?? '', name));
}

interface Reported {
  metrics: Record<string, string>;
  production?: Record<string, string> | undefined;
  failed?: number;
  isAuthorKnown?: boolean;
}

function judged(policy: ApprovalPolicy, { metrics, production, failed = 0, isAuthorKnown = true }: Reported) {
  const slackId = isAuthorKnown ? 'U0EMMA' : undefined;
  const { quorum, mustInclude, blockers, warnings, auto } = judge(policy, {
    evidence: evidenceOf(metrics, production, testResults(failed)),
    involvement: { people: [{ part: 'wrote', name: 'Emma', address: 'emma@example.com', slackId }] },
  });
  return { quorum, mustInclude, blocked: blockers.length > 0, warned: warnings.length > 0, auto };
}

const UNBLOCKED = { quorum: 1, mustInclude: [], blocked: false, warned: false, auto: undefined };

describe('docs/policies.md', () => {
  it('shows levels that a file may have', () => {
    const policies = policiesFrom(
      parseConfiguration(`channel: C012ABCDEF\nroles: { approver: everyone }\n${blocks[0]}`, 'levels'),
    );
    const policy = policies.pipeline('fraud-model');

    expect(approvalPolicyOf(policy, 'Deploy').quorum).toBe(2);
    expect(approvalPolicyOf(policy, 'Canary').quorum).toBe(1);
  });

  it('shows gates that a file may have', () => {
    const approvals = JSON.stringify(parse(blocks[1] ?? ''));
    const policies = policiesFrom(parseConfiguration(`${SIX_LINES}approvals: ${approvals}\n`, 'gates'));

    expect(policies.pipeline('fraud').approvals.otherwise.gates).toHaveLength(5);
  });

  describe('lets a small team', () => {
    const policy = () => fileOf('small team').pipeline('fraud-model').approvals.otherwise;

    it('approve a good model by one person', () => {
      expect(judged(policy(), { metrics: { accuracy: '0.93' }, production: { accuracy: '0.93' } })).toEqual(UNBLOCKED);
    });

    it('approve a poor one by two', () => {
      expect(judged(policy(), { metrics: { accuracy: '0.91' }, production: { accuracy: '0.93' } })).toEqual({
        ...UNBLOCKED,
        quorum: 2,
        warned: true,
      });
    });

    it('approve nothing that fails its tests, and hear of authors whom nobody knows', () => {
      expect(judged(policy(), { metrics: { accuracy: '0.95' }, failed: 1 })).toMatchObject({ blocked: true });
      expect(judged(policy(), { metrics: { accuracy: '0.95' }, isAuthorKnown: false })).toMatchObject({
        blocked: false,
        warned: true,
      });
    });
  });

  describe('lets a bank', () => {
    const pipeline = () => fileOf('bank').pipeline('credit-scoring');
    const good = { metrics: { auc: '0.85', fairness_gap: '0.02' }, production: { auc: '0.85' } };

    it('approve by two people of its modellers and the owner', () => {
      expect(judged(pipeline().approvals.otherwise, good)).toEqual({ ...UNBLOCKED, quorum: 2 });
      expect(pipeline().approvals.otherwise).toMatchObject({
        approvers: ['S0MODELLERS', 'U012ABCDEF'],
        fourEyes: true,
        alarms: ['credit-drift'],
        escalation: { to: ['S0HEADS'] },
      });
    });

    it('ask the risk group where a model is less fair', () => {
      const unfair = { ...good, metrics: { ...good.metrics, fairness_gap: '0.07' } };

      expect(judged(pipeline().approvals.otherwise, unfair)).toMatchObject({ mustInclude: [['S0RISK']] });
    });

    it.each([
      ['is worse by more than a hundredth', { ...good, metrics: { ...good.metrics, auc: '0.84' } }],
      ['does not say how good it is', { ...good, metrics: { fairness_gap: '0.02' } }],
      ['was written by nobody knows whom', { ...good, isAuthorKnown: false }],
      ['fails a test', { ...good, failed: 1 }],
    ])('approve nothing that %s', (_what, reported) => {
      expect(judged(pipeline().approvals.otherwise, reported)).toMatchObject({ blocked: true });
    });

    it('need one person before production, with the same gates', () => {
      const canary = approvalPolicyOf(pipeline(), 'Canary');

      expect(canary).toMatchObject({ quorum: 1, fourEyes: true, gates: pipeline().approvals.otherwise.gates });
      expect(canary.escalation).toBeUndefined();
    });
  });

  describe('lets what is rolled back', () => {
    const policies = () => fileOf('rolled back');
    const restores = { executionId: 'old', name: '1.3.0', digest: 'sha256:1', approvedBy: ['Ada'] };
    const rebuilt = (digest: string) =>
      judge(policies().pipeline('fraud-model').approvals.otherwise, {
        evidence: evidenceOf({ auc: '0.81' }, { auc: '0.9' }, { model: { digest }, restores }),
        involvement: { people: [] },
      });

    it('be approved by the policy where it is the model of before, and else by a person who hears of it', () => {
      expect(rebuilt('sha256:1')).toMatchObject({ auto: 'approve', isPreApproved: true });
      expect(rebuilt('sha256:2')).toMatchObject({ blockers: [], warnings: [expect.stringContaining('is not 1.3.0')] });
      expect(rebuilt('sha256:2').auto).toBeUndefined();
    });

    it('lock the pipeline, and wait for the heads where the file says so', () => {
      expect(policies().pipeline('fraud-model').rollback).toEqual({ locksAfterwards: true, approval: undefined });
      expect(policies().pipeline('credit-scoring').rollback).toMatchObject({
        locksAfterwards: true,
        approval: { approvers: ['S0HEADS'], quorum: 1, fourEyes: true, escalation: { to: ['U012ABCDEF'] } },
      });
    });
  });

  describe('every night', () => {
    const policy = () => fileOf('every night').pipeline('demand-forecast').approvals.otherwise;

    it.each([
      ['approves', 'approve', 'as good as production', { mape: '12.1' }, 0],
      ['approves', 'approve', 'better', { mape: '11.8' }, 0],
      ['rejects', 'reject', 'worse', { mape: '12.2' }, 0],
      ['rejects', 'reject', 'failing a test', { mape: '11.8' }, 1],
      ['leaves to a person', undefined, 'not saying how good it is', {}, 0],
    ])('%s (%p) what is %s', (_does, auto, _what, metrics: Record<string, string>, failed) => {
      expect(judged(policy(), { metrics, production: { mape: '12.1' }, failed }).auto).toBe(auto);
    });

    it('leaves to a person what there is nothing to compare with', () => {
      expect(judged(policy(), { metrics: { mape: '12.1' } }).auto).toBeUndefined();
    });
  });
});
