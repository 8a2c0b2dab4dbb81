import type { ActionApproval } from '../../../src/domain/approvals/approval';
import type { Evidence } from '../../../src/domain/approvals/evidence';
import type { MetricGate } from '../../../src/domain/policies/approval-policy';
import type { GateResult, Verdict } from '../../../src/domain/policies/verdict';
import type { ApprovalView } from '../../../src/slack/approvals/approval-view';
import { anApproval } from './facts';
import { anApprovalPolicy, aPolicy } from './policies';

/** What a reader of a card sees, without a store behind it; a test names only what it is about. */
export function anApprovalView({
  approval = {},
  verdict = {},
  ...rest
}: { approval?: Partial<ActionApproval>; verdict?: Partial<Verdict> } & Partial<
  Omit<ApprovalView, 'approval' | 'verdict'>
> = {}): ApprovalView {
  const judged = aVerdict(verdict);
  return {
    approval: anApproval(approval),
    policy: aPolicy(),
    rules: anApprovalPolicy({ fourEyes: true }),
    verdict: judged,
    standing: { approvals: 0, quorum: judged.quorum, stillToInclude: judged.mustInclude },
    muted: new Set(),
    console: { url: 'https://eu-central-1.console.aws.amazon.com', region: 'eu-central-1' },
    ...rest,
  };
}

/** One person is enough, nothing is against it, and there are no gates. */
export const aVerdict = (rest: Partial<Verdict> = {}): Verdict => ({
  gates: [],
  quorum: 1,
  mustInclude: [],
  blockers: [],
  warnings: [],
  ...rest,
});

const aMetricGate = (rest: Partial<MetricGate> = {}): MetricGate => ({
  kind: 'metric',
  metric: 'accuracy',
  better: 'higher',
  min: 0.9,
  isRequired: true,
  missed: { does: 'block' },
  ...rest,
});

export const aGateResult = (gate: Partial<MetricGate> = {}, rest: Partial<GateResult> = {}): GateResult => ({
  gate: aMetricGate(gate),
  state: 'passed',
  says: 'accuracy 0.97 is at or above the gate 0.9',
  ...rest,
});

/** Evidence of a release that changes three commits and five files. */
export const someChange = (rest: Partial<Evidence> = {}): Evidence => ({
  executionId: 'aaaaaaaa-1111-4222-8333-444444444444',
  commit: { commitId: 'c'.repeat(40), message: 'Use flipper length', authorName: 'Emma' },
  model: { version: '1.4.0', digest: `sha256:${'d'.repeat(64)}` },
  metrics: { accuracy: '0.97', log_loss: '0.12' },
  tests: { passed: 11, failed: 0, skipped: 0, failing: [] },
  changes: {
    repository: 'penguins',
    since: 'b'.repeat(40),
    commits: ['c', 'e', 'f'].map((letter) => ({
      commitId: letter.repeat(40),
      subject: `Commit ${letter}`,
      authorName: 'Emma',
      authorEmail: 'emma@example.com',
      committerName: 'Emma',
      committerEmail: 'emma@example.com',
    })),
    isCapped: false,
    files: { count: 5, isCapped: false, shown: [{ path: 'train.py', change: 'modified' }] },
  },
  production: {
    executionId: 'bbbbbbbb-1111-4222-8333-444444444444',
    commitId: 'b'.repeat(40),
    version: '1.3.0',
    metrics: { accuracy: '0.96', log_loss: '0.1' },
  },
  ...rest,
});
