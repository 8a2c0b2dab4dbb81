import { isEnded } from '../../src/domain/executions/execution';
import type { PipelinePolicy } from '../../src/domain/policies/policy';
import { ada, bea, cem, clickOn, failureOf, type UseCaseBench } from '../support/use-case-bench';
import type { Chance } from './chance';
import type { Task } from './task';

/** What people can ask for. */
export type Wish =
  | 'deploy'
  | 'build'
  | 'retry'
  | 'stop'
  | 'lock'
  | 'unlock'
  | 'mark'
  | 'subscribe'
  | 'unsubscribe'
  | 'override'
  | 'rollback'
  | 'alarm rollback';

/** Each as often as it is named. */
const WISHES: [Wish, ...Wish[]] = [
  ...(['deploy', 'deploy', 'build', 'build', 'retry', 'retry', 'stop', 'lock', 'unlock', 'mark'] as const),
  ...(['subscribe', 'unsubscribe', 'override', 'override', 'override'] as const),
  ...(['rollback', 'rollback', 'rollback', 'alarm rollback', 'alarm rollback'] as const),
];

interface PeopleDeps {
  bench: UseCaseBench;
  policy: PipelinePolicy;
  tasks: readonly Task[];
  chance: Chance;
}

/** Three people, who may do everything, at whatever task they happen to reach; now and then they press twice. */
export class People {
  /** How often each was asked for. */
  readonly asked: Partial<Record<Wish | 'decision', number>> = {};
  private words = 0;

  constructor(private readonly deps: PeopleDeps) {}

  /** Somebody presses a button of an open card. */
  async click(): Promise<void> {
    const { bench, policy, chance } = this.deps;
    const open = await bench.approvals.open(policy.name);
    if (open.length === 0 || !chance.is(0.5)) return;
    const approval = open[chance.between(0, open.length - 1)];
    if (!approval) return;
    const decision = chance.is(0.75) ? 'approved' : 'rejected';
    const { useCases } = this.task();
    const click = clickOn(approval, decision, { caller: this.somebody(), reason: 'as the seed says' });
    this.count('decision');
    for (let presses = chance.between(1, 3); presses > 0; presses--) void failureOf(useCases.decideApproval(click));
    if (chance.is(0.1)) {
      const { approvalId } = approval;
      void failureOf(useCases.withdrawVote({ approvalId, caller: this.somebody() }));
    }
  }

  /** Somebody fills a rollback dialog, thinks, and sends it, more than once perhaps; sometimes the pipeline is edited meanwhile. */
  async rollBack(): Promise<void> {
    const { bench, policy, chance } = this.deps;
    if (!chance.is(0.5)) return;
    const shown = await this.task()
      .useCases.planRollback(policy)
      .catch(() => undefined);
    const possible = shown?.options.filter(({ how }) => how !== undefined) ?? [];
    const option = possible[chance.between(0, Math.max(0, possible.length - 1))];
    if (!option?.how) return;
    // Thinks: on jest's fake clock, which nobody waits for.
    await new Promise((resolve) => setTimeout(resolve, chance.between(0, 20) * 1_000));
    if (chance.is(0.1)) bench.pipelines.edited();
    const asked = {
      ...{ policy, caller: this.somebody(), targetId: option.release.executionId, how: option.how },
      ...{ productionId: shown?.production?.executionId, reason: 'as the seed says', requestId: chance.uuid() },
    };
    this.count('rollback');
    for (let presses = chance.between(1, 3); presses > 0; presses--) {
      void failureOf(this.task().useCases.executeRollback(asked));
    }
  }

  /** Somebody wants something. */
  async wish(): Promise<void> {
    const { chance } = this.deps;
    const wish = chance.of(WISHES);
    if (wish === 'rollback') return this.rollBack();
    const ask = await this.asking(wish);
    if (!ask) return;
    this.count(wish);
    for (let presses = chance.is(0.2) ? 2 : 1; presses > 0; presses--) void failureOf(ask(this.task().useCases));
  }

  /** An admin takes off whatever lock there is. */
  unlock(): void {
    const { policy } = this.deps;
    void failureOf(this.task().useCases.unlockPipeline({ policy, caller: this.somebody() }));
  }

  private async asking(wish: Exclude<Wish, 'rollback'>): Promise<Ask | undefined> {
    const { bench, policy, chance } = this.deps;
    const by = { policy, caller: this.somebody() };
    const reason = this.reason();
    switch (wish) {
      case 'deploy': {
        const asked = { ...by, variables: chance.is(0.3) ? { DATASET: String(chance.between(1, 9)) } : {} };
        const branch = chance.is(0.3) ? 'main' : undefined;
        return (useCases) => useCases.startDeploy({ ...asked, branch });
      }
      case 'build': {
        const asked = { policy: bench.project, caller: by.caller, variables: { ROWS: String(chance.between(1, 9)) } };
        return (useCases) => useCases.startBuild({ ...asked, branch: 'main' });
      }
      case 'retry': {
        const executionId = chance.is(0.5) ? undefined : await this.someExecution(['Failed', 'Stopped']);
        const all = chance.is(0.3);
        return (useCases) => useCases.retryStage({ ...by, executionId, all });
      }
      case 'stop': {
        const named = await this.someExecution(['InProgress', 'Stopping']);
        const abandon = chance.is(0.6);
        return named ? (useCases) => useCases.stopExecution({ ...by, named, abandon, reason }) : undefined;
      }
      case 'lock': {
        const forMs = chance.is(0.6) ? chance.between(1, 6) * 60_000 : undefined;
        return (useCases) => useCases.lockPipeline({ ...by, reason, forMs });
      }
      case 'unlock':
        return (useCases) => useCases.unlockPipeline(by);
      case 'mark': {
        const [release] = await bench.releases.newest(policy.name, chance.between(1, 5));
        const as = chance.is(0.5) ? 'good' : 'bad';
        return release && ((useCases) => useCases.markRelease({ ...by, release: release.executionId, as, reason }));
      }
      case 'subscribe':
      case 'unsubscribe': {
        const what = chance.of(['everything', 'failures', 'approvals', 'releases'] as const);
        const asked = { ...by, channel: chance.of(['C0MLTEAM', 'C0ONCALL']), what };
        return (useCases) =>
          wish === 'subscribe' ? useCases.subscribeChannel(asked) : useCases.unsubscribeChannel(asked);
      }
      case 'override': {
        const [approval] = await bench.approvals.open(policy.name);
        if (!approval) return undefined;
        const asked = { approvalId: approval.approvalId, caller: by.caller };
        return (useCases) =>
          approval.override ? useCases.confirmOverride(asked) : useCases.askOverride({ ...asked, reason });
      }
      case 'alarm rollback': {
        const ring = (await bench.alarmRings.get(policy.name))?.rings.at(-1);
        const plan = await this.task()
          .useCases.planRollback(policy)
          .catch(() => undefined);
        const option = plan?.options.find(({ how }) => how !== undefined);
        if (!ring || ring.quietAt || !option?.how) return undefined;
        const { how, release } = option;
        const asked = { ...by, ringId: ring.ringId, targetId: release.executionId, how, requestId: chance.uuid() };
        return (useCases) => useCases.rollBackAlarm({ ...asked, productionId: plan?.production?.executionId });
      }
    }
  }

  private async someExecution(statuses: readonly string[]): Promise<string | undefined> {
    const { bench, policy, chance } = this.deps;
    const executions = await bench.pipelines.recentExecutions(policy.name, 20);
    const found = executions.filter(({ status }) => statuses.includes(status) || (!isEnded(status) && chance.is(0.05)));
    return found[chance.between(0, Math.max(0, found.length - 1))]?.executionId;
  }

  /** No two are the same: so it can be told whose words have come to stand somewhere. */
  private reason(): string {
    this.words += 1;
    return `as the seed says, word ${this.words}.`;
  }

  private task(): Task {
    const { tasks, chance } = this.deps;
    const [first, ...others] = tasks;
    if (!first) throw new Error('a simulation has at least one task');
    return chance.of([first, ...others]);
  }

  private somebody = () => this.deps.chance.of([ada, bea, cem]);

  private count(what: Wish | 'decision'): void {
    this.asked[what] = (this.asked[what] ?? 0) + 1;
  }
}

type Ask = (useCases: Task['useCases']) => Promise<unknown>;
