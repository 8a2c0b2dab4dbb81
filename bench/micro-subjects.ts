import { charts } from '../src/charts/charts';
import type { MetricGate } from '../src/domain/policies/approval-policy';
import { judge } from '../src/domain/policies/judge';
import { approvalCard } from '../src/slack/approvals/approval-card';
import { readArguments, splitCommand } from '../src/slack/command-arguments';
import { deployCommand } from '../src/slack/executions/deploy-command';
import { executionCard } from '../src/slack/executions/execution-card';
import { anApprovalView, someChange } from '../test/support/builders/approval-views';
import { aDigestChart, aReleasesChart } from '../test/support/builders/charts';
import { ADA, anApproval, anExecution } from '../test/support/builders/facts';
import { anApprovalPolicy, aPolicy } from '../test/support/builders/policies';

/** What is measured, and how much of a person's three seconds it may take. */
export interface Subject {
  /** Multiples of the yardstick that it may take: twice what it took when this was written. */
  atMost: number;
  /** Drawn by ECharts and resvg: it is measured a few times only. */
  isPicture?: boolean;
  work: () => unknown;
}

const AT = new Date('2026-11-28T12:00:00.000Z');
const METRICS = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`metric_${index}`, `0.9${index}`]));
const GATES = Object.keys(METRICS).map(
  (metric): MetricGate => ({
    ...{ kind: 'metric', metric, better: 'higher', min: 0.9, isRequired: true, missed: { does: 'block' } },
    worstChange: { by: 0.01, isShare: false },
  }),
);
const EVIDENCE = someChange({
  metrics: METRICS,
  tests: { passed: 120, failed: 0, skipped: 2, failing: [] },
  production: { executionId: 'before', version: '1.3.0', metrics: METRICS },
});
const APPROVAL = anApproval({ evidence: EVIDENCE });
const VIEW = anApprovalView({ approval: APPROVAL });
const EXECUTION = anExecution({
  stageNames: ['Source', 'Build', 'Test', 'Approve', 'Deploy'],
  requestedBy: ADA,
  revision: { commitId: 'c'.repeat(40), message: 'Use flipper length', authorName: 'Emma' },
});
const CONSOLE = { url: 'https://us-east-1.console.aws.amazon.com', region: 'us-east-1' };
const DEPLOY = deployCommand({} as Parameters<typeof deployCommand>[0]);
const drawing = charts();

/** A round trip of the blocks of an approval card through JSON, which sending it to Slack takes anyway. */
export function yardstick(): unknown {
  return JSON.parse(JSON.stringify(BLOCKS));
}
const BLOCKS = approvalCard(VIEW);

export const SUBJECTS: Readonly<Record<string, Subject>> = {
  'parsing a command': {
    atMost: 0.5,
    work: () => {
      const [, ...words] = splitCommand('deploy penguins --branch main --var EPOCHS=20 --var "NOTE=a longer text"');
      return readArguments(words, DEPLOY);
    },
  },
  'judging twenty gates': {
    atMost: 5,
    work: () => judge(anApprovalPolicy({ gates: GATES }), { evidence: EVIDENCE, involvement: APPROVAL.involvement }),
  },
  'drawing an approval card': { atMost: 16, work: () => approvalCard(VIEW) },
  'drawing an execution card': {
    atMost: 2,
    work: () =>
      executionCard({
        ...{ execution: { ...EXECUTION, startedAt: AT }, policy: aPolicy(), model: { version: '1.4.0' } },
        ...{ waiting: [], isMuted: false, console: CONSOLE },
      }),
  },
  'drawing the chart of releases': { atMost: 25_000, isPicture: true, work: () => drawing.releases(aReleasesChart()) },
  'drawing the chart of a digest': { atMost: 25_000, isPicture: true, work: () => drawing.digest(aDigestChart()) },
};
