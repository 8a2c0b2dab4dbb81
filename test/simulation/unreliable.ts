import { AwsThrottled, PipelineBusy } from '../../src/domain/errors';
import { intercepted } from '../support/fakes/intercepted';
import { LATEST_MS, readLate } from '../support/fakes/late-truth';
import type { CallLog, FaultKind } from './call-log';
import type { Chance } from './chance';

/** How often a call through a port goes wrong: probabilities. */
export type PortFaults = Partial<Record<FaultKind, number>>;

export const NO_FAULTS: PortFaults = {};

/**
 * What hangs does so for at most so many milliseconds: the clients give up then (bolt-app.ts, clients.ts). What has no
 * idempotency token is sent once: three seconds to connect and ten to answer, which is less than the lease of an intent.
 */
const HANG_MS = { messages: 9_000, once: 13_000, others: 40_000 };
const SENT_ONCE = new Set(
  ['answerApproval', 'rollbackStage', 'retryStage', 'stopExecution'].map((act) => `pipelines.${act}`),
);
const longestHang = (what: string): number =>
  what.startsWith('messages.') ? HANG_MS.messages : SENT_ONCE.has(what) ? HANG_MS.once : HANG_MS.others;

/**
 * What may answer late: lists and states of CodePipeline and CodeBuild (unknown-effect.ts looks several times for that
 * reason), and lists out of DynamoDB's index. What the adapters read by key, they read consistently.
 */
const LATE = {
  pipelines: ['execution', 'recentExecutions', 'succeededIn', 'actions', 'actionHistory', 'waitingApprovals', 'stages'],
  pipelinesOfOne: ['approvalEnding', 'findRollback'],
  builds: ['facts', 'startedFor', 'exportedVariables'],
  executions: ['open', 'openEverywhere', 'newest', 'startedSince'],
  approvals: ['open', 'openEverywhere', 'registryBehind'],
  buildRecords: ['newest'],
  locks: ['due', 'current'],
  pending: ['due'],
  cards: ['behind'],
  releases: ['newest', 'releasedSince'],
  alarmRings: ['ringing'],
} as const;

/** Reads of CodePipeline and CodeBuild that may be late. */
export const LATE_READS = { pipelines: [...LATE.pipelines, ...LATE.pipelinesOfOne], builds: LATE.builds } as const;

const MAY_BE_LATE: ReadonlySet<string> = new Set(
  Object.entries(LATE).flatMap(([port, reads]) => reads.map((read) => `${port.replace('OfOne', '')}.${read}`)),
);

/** One process, as far as its ports know: its calls may fail, hang, lie, or be its last, before and after their effect. */
export class UnreliableProcess {
  isDead = false;
  private readonly onDeath: (() => void)[] = [];

  constructor(
    private readonly chance: Chance,
    /** Asked at every call. */
    private readonly faults: () => PortFaults,
    private readonly log: CallLog,
  ) {}

  whenDead(then: () => void): void {
    this.onDeath.push(then);
  }

  /** These ports as this process sees them. Nothing ever comes back to a dead one, not even a failure. */
  through<Ports extends Record<string, object>>(ports: Ports): Ports {
    return intercepted(ports, (what, effect) => this.call(what, effect));
  }

  private async call(what: string, effect: () => unknown): Promise<unknown> {
    if (this.isDead) return never();
    this.log.called(what);
    const { failsBefore, failsAfter, hangs, isLast, liesLate } = this.faults();
    if (this.comes(isLast, 'isLast', what)) {
      // Half of the dead had their last wish.
      if (this.chance.is(0.5)) await effect();
      this.die();
      return never();
    }
    if (this.comes(hangs, 'hangs', what)) {
      await milliseconds(this.chance.between(1_000, longestHang(what)));
    }
    if (this.comes(failsBefore, 'failsBefore', what)) throw this.failureBefore(what);
    const isLate = MAY_BE_LATE.has(what) && this.comes(liesLate, 'liesLate', what);
    const result = await (isLate ? readLate(this.chance.between(1, LATEST_MS), effect) : effect());
    if (this.isDead) return never();
    if (this.comes(failsAfter, 'failsAfter', what)) throw new Error(`${what} failed after its effect`);
    return result;
  }

  private comes(probability: number | undefined, kind: FaultKind, what: string): boolean {
    if (!probability || !this.chance.is(probability)) return false;
    this.log.failed(kind, what);
    return true;
  }

  /** AWS may also say that it is too busy: then nothing was done, and whoever asked is told so. */
  private failureBefore(what: string): Error {
    if (!what.startsWith('pipelines.') || this.chance.is(0.5)) return new Error(`${what} failed`);
    return this.chance.is(0.5)
      ? new AwsThrottled(`${what} is throttled`)
      : new PipelineBusy(`${what} met another change`);
  }

  private die(): void {
    this.isDead = true;
    for (const then of this.onDeath) then();
  }
}

/** By the global timer, which jest can fake. */
const milliseconds = (count: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, count));

/** One for each who waits: who waits for one and the same would be kept with it, some 2 MB of every history. */
const never = (): Promise<never> => new Promise(() => undefined);
