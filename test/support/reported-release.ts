import type { ReleaseReport } from '../../src/domain/audit/release-report';
import { releaseReport } from '../../src/domain/audit/release-report';
import type { MetricGate } from '../../src/domain/policies/approval-policy';
import { aPolicyAsking } from './builders/policies';
import { ada, bea, cem, clickOn, type UseCaseBench, useCaseBench } from './use-case-bench';

const GATE: MetricGate = {
  ...{ kind: 'metric', metric: 'accuracy', better: 'higher', min: 0.9, isRequired: true, missed: { does: 'block' } },
};
const DIGEST = 'sha256:5d41402abc4b2a76b9719d911017c592ae1d4f0c6f9e3f7c0d7a7d6b7d1c9e02';

const COMMIT = '4f9d2c1b7a6e5d4c3b2a19087f6e5d4c3b2a1908';

/** A pipeline whose releases two people must approve, one gate, and an alarm that may hold them. */
export function auditedBench(): UseCaseBench {
  const bench = useCaseBench(
    aPolicyAsking(
      { quorum: 2, fourEyes: true, gates: [GATE], alarms: ['penguins-drift'] },
      { alarms: ['penguins-drift'] },
    ),
  );
  bench.alarms.comes('penguins-drift', 'ringing', 'drift 0.31 is above 0.25');
  bench.directory.knows('U0ADA', { name: 'Ada Lovelace' });
  bench.directory.knows('U0BEA', { name: 'Beatrice Shilling' });
  bench.directory.knows('U0CEM', { name: 'Cem Yıldız' });
  return bench;
}

const later = (bench: UseCaseBench, minutes: number): void => bench.clock.advance(minutes * 60_000);

/** An execution of it that is asked for in Slack and waits for its approval. @returns its approval */
export async function askedFor(bench: UseCaseBench, version: string, metrics: Record<string, string>) {
  const { executionId } = await bench.useCases.startDeploy({ policy: bench.policy, caller: cem, variables: {} });
  bench.pipelines.checkedOut(executionId, {
    ...{ commitId: COMMIT, message: 'Weigh flippers by island\n\nThe islands differ more than the species.' },
    ...{
      authorName: 'Dilip Rao',
      authorEmail: 'dilip@example.com',
      url: `https://example.com/penguins/commit/${COMMIT}`,
    },
  });
  bench.pipelines.reachesApproval(executionId, {
    ...{
      MODEL_VERSION: version,
      MODEL_DIGEST: DIGEST,
      IMAGE_URI: `123456789012.dkr.ecr.eu-central-1.amazonaws.com/penguins:${version}`,
    },
    ...{ MODEL_PACKAGE_ARN: `arn:aws:sagemaker:eu-central-1:123456789012:model-package/penguins/7` },
    ...metrics,
  });
  await bench.useCases.reconcile();
  const [approval] = await bench.approvals.open(bench.policy.name);
  if (!approval) throw new Error('nothing waits');
  return { executionId, approval };
}

/** The whole story of a release: asked for, an alarm overridden, approved by two, taken back by one in between, released. */
export async function storiedRelease(bench: UseCaseBench): Promise<{ before: string; executionId: string }> {
  const { useCases } = bench;
  const before = await bench.releasedFromCommit('Use flipper length', {
    ...{ MODEL_VERSION: '1.3.0', METRIC_ACCURACY: '0.93', METRIC_MACRO_F1: '0.91' },
  });
  await useCases.productionNow(bench.policy);
  later(bench, 60);
  bench.repositories.pushed('penguins', 'main', {
    ...{
      commitId: COMMIT,
      message: 'Weigh flippers by island',
      authorName: 'Dilip Rao',
      authorEmail: 'dilip@example.com',
    },
    files: { 'train.py': 'weigh()', 'data/penguins.csv': 'species,island' },
  });
  const { executionId, approval } = await askedFor(bench, '1.4.0', {
    ...{ METRIC_ACCURACY: '0.947', METRIC_MACRO_F1: '0.9' },
  });
  const { approvalId } = approval;
  const says = async (caller: typeof ada, reason: string) =>
    useCases.decideApproval(clickOn(await bench.approval(approvalId), 'approved', { caller, reason }));
  later(bench, 12);
  await useCases.askOverride({
    approvalId,
    caller: ada,
    reason: 'The alarm is about the model that this one replaces',
  });
  later(bench, 5);
  await useCases.confirmOverride({ approvalId, caller: bea });
  await says(ada, 'Looks good to me');
  later(bench, 3);
  await useCases.withdrawVote({ approvalId, caller: ada });
  later(bench, 3);
  await says(bea, 'Better on every island, and the drift of last week is gone');
  later(bench, 9);
  await says(ada, 'Macro F1 is lower by 0.01, which the product owner has agreed to');
  later(bench, 4);
  bench.pipelines.deployed(executionId);
  await useCases.productionNow(bench.policy);
  return { before: before.executionId, executionId };
}

export async function reportOn(bench: UseCaseBench, executionId: string): Promise<ReleaseReport> {
  const release = await bench.releases.get(bench.policy.name, executionId);
  if (!release) throw new Error('the release is not on record');
  return releaseReport({ ...bench, now: bench.clock.now })(release);
}
