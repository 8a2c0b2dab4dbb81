import { approvalCardKey, buildCardKey, executionCardKey, lockCardKey } from '../../src/domain/cards';
import type { DigestPlan } from '../../src/domain/digest/digest-plan';
import { isEnded } from '../../src/domain/executions/execution';
import type { PipelinePolicy } from '../../src/domain/policies/policy';
import type { FakeCardMessages } from '../support/fakes/fake-card-messages';
import type { UseCaseBench } from '../support/use-case-bench';
import { actFaults } from './act-faults';
import type { AwsWorld } from './aws-world';
import { cardFaults } from './card-faults';
import { decisionFaults } from './decision-faults';
import { releaseFaults } from './release-faults';
import { rollbackFaults } from './rollback-faults';
import type { SimulatedQueue } from './simulated-queue';
import type { SimulationPlan } from './simulation';

interface Calm {
  bench: UseCaseBench;
  plan: SimulationPlan;
  policy: PipelinePolicy;
  world: AwsWorld;
  queue: SimulatedQueue;
  slack: FakeCardMessages;
  digests: readonly DigestPlan[];
  /** Processes that have died. */
  deaths: number;
}

/** Everything that is not as it must be once all is calm. */
export async function faultsIn(calm: Calm): Promise<string[]> {
  const { bench, plan, policy, world, queue, slack, digests, deaths } = calm;
  const found: string[] = [];
  const keys: string[] = [];
  for (const executionId of world.executionIds) {
    const truth = await bench.pipelines.execution(policy.name, executionId);
    const record = await bench.executions.get(policy.name, executionId);
    if (!truth || !isEnded(truth.status)) found.push(`${executionId} never ended`);
    if (record?.status !== truth?.status) found.push(`${executionId} is ${truth?.status}, on record ${record?.status}`);
    keys.push(executionCardKey(policy.name, executionId));
  }
  for (const { approvalId } of world.approvals) {
    const record = await bench.approvals.get(approvalId);
    if (record?.status === 'open') found.push(`approval ${approvalId} is open on record`);
    if (record) keys.push(approvalCardKey(approvalId));
    found.push(...decisionFaults(bench, policy, approvalId));
  }
  for (const { buildId } of bench.builds.all()) keys.push(buildCardKey(buildId));
  for (const { lockId } of (await bench.locks.get(policy.name))?.ended ?? [])
    keys.push(lockCardKey(policy.name, lockId));
  const answers = bench.pipelines.answers;
  const decided = new Set(answers.map(({ approvalId, decision }) => `${approvalId} ${decision}`));
  if (decided.size !== new Set(answers.map(({ approvalId }) => approvalId)).size) {
    found.push('an approval was answered in two ways');
  }
  found.push(...(await releaseFaults(bench, policy.name)));
  found.push(...(await actFaults(bench, policy.name)));
  if (plan.rollsBack || plan.everything) found.push(...(await rollbackFaults(bench, policy)));
  const unfinished = await bench.unfinished();
  if (unfinished.length > 0) found.push(`${unfinished.length} intents have no outcome`);
  if (!queue.isEmpty) found.push('the queue is not empty');
  const behind = await bench.cards.behind(1_000);
  if (behind.length > 0) found.push(`${behind.length} cards are behind`);
  return [...found, ...(await cardFaults(bench, slack, { keys, digests, deaths }))];
}
