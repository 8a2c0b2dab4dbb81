import { canRing, lastRing, type Ring } from '../../domain/alarms/ring';
import type { Approval } from '../../domain/approvals/approval';
import type { PipelinePolicy, Policies } from '../../domain/policies/policy';
import type { AlarmRings } from '../../domain/ports/alarm-rings';
import type { Approvals } from '../../domain/ports/approvals';
import type { Executions } from '../../domain/ports/executions';
import type { Locks } from '../../domain/ports/locks';
import { holds, type PipelineLocks } from '../../domain/releases/lock';
import type { ProductionOf } from '../../domain/releases/production';
import type { Mrkdwn } from '../blocks';
import { pipelineLine, unreadablePipeline } from '../executions/pipeline-line';

export interface ReadPipelinesDeps {
  policies: Policies;
  executions: Executions;
  approvals: Approvals;
  locks: Locks;
  alarmRings: AlarmRings;
  productionOf: ProductionOf;
  now: () => Date;
}

/** What is read of every pipeline, to tell which of them matter now. */
export interface Glance {
  policy: PipelinePolicy;
  open: Approval[];
  locks: PipelineLocks | undefined;
  ring: Ring | undefined;
  /** Something is under way, waits, is locked or rings. */
  isBusy: boolean;
}

/** The same for everybody, whoever may see which of it. */
export interface PipelinesRead {
  /** When it was begun: nothing in it is older. */
  at: Date;
  /** Of every pipeline, in the order of the configuration. */
  glances: Promise<Glance[]>;
  /** Its line; what that takes beside the glance is read once. */
  line(glance: Glance): Promise<Mrkdwn>;
}

/** Reads all pipelines at once, by four queries however many they are; and some more for each whose line is asked for. */
export function readPipelines(deps: ReadPipelinesDeps): PipelinesRead {
  const at = deps.now();
  const lines = new Map<string, Promise<Mrkdwn>>();
  const glances = glancesAt(deps, at);
  glances.catch(() => undefined); // whoever needs them learns of it
  return {
    at,
    glances,
    line(glance) {
      const { name } = glance.policy;
      const known = lines.get(name) ?? lineOf(deps, glance, at);
      lines.set(name, known);
      return known;
    },
  };
}

async function glancesAt(deps: ReadPipelinesDeps, now: Date): Promise<Glance[]> {
  const [asked, underWay, locked, ringing] = await Promise.all([
    deps.approvals.openEverywhere(),
    deps.executions.openEverywhere(),
    deps.locks.current(),
    deps.alarmRings.ringing(),
  ]);
  return deps.policies.pipelines().map((policy): Glance => {
    const isOfIt = ({ pipeline }: { pipeline: string }) => pipeline === policy.name;
    // The list may lag behind an answer that was just given.
    const open = asked.filter((approval) => isOfIt(approval) && approval.status === 'open');
    const locks = locked.find(isOfIt);
    // Of alarms that the configuration names no longer nobody hears that they have fallen silent.
    const rings = canRing(policy) ? ringing.find(isOfIt) : undefined;
    const isLocked = locks?.current !== undefined && holds(locks.current, now);
    const isBusy = open.length > 0 || underWay.some(isOfIt) || isLocked || rings !== undefined;
    return { policy, open, locks, ring: lastRing(rings), isBusy };
  });
}

async function lineOf(deps: ReadPipelinesDeps, { policy, open, locks, ring }: Glance, now: Date): Promise<Mrkdwn> {
  try {
    const [[newest], production] = await Promise.all([
      deps.executions.newest(policy.name, 1),
      deps.productionOf(policy),
    ]);
    return pipelineLine({ policy, newest, production, open, locks, ring }, now);
  } catch (error) {
    return unreadablePipeline(policy, error);
  }
}
