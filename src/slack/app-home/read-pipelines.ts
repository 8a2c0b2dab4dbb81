import { canRing, isRinging, lastRing, type Ring } from '../../domain/alarms/ring';
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

/** Reads all pipelines at once: three or four small reads for each, and four more for each whose line is asked for. */
export function readPipelines(deps: ReadPipelinesDeps): PipelinesRead {
  const at = deps.now();
  const lines = new Map<string, Promise<Mrkdwn>>();
  const glances = Promise.all(deps.policies.pipelines().map((policy) => glanceAt(deps, policy, at)));
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

async function glanceAt(deps: ReadPipelinesDeps, policy: PipelinePolicy, now: Date): Promise<Glance> {
  const { name } = policy;
  const [asked, underWay, locks, rings] = await Promise.all([
    deps.approvals.open(name),
    deps.executions.open(name),
    deps.locks.get(name),
    canRing(policy) ? deps.alarmRings.get(name) : undefined,
  ]);
  // The list may lag behind an answer that was just given.
  const open = asked.filter(({ status }) => status === 'open');
  const ring = lastRing(rings);
  const isLocked = locks?.current !== undefined && holds(locks.current, now);
  const isTroubled = ring?.alarms.some(isRinging) ?? false;
  return { policy, open, locks, ring, isBusy: open.length + underWay.length > 0 || isLocked || isTroubled };
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
