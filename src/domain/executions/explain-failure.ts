import { redact } from '../builds/redact';
import { executionCardKey } from '../cards';
import { BOT, type Directory } from '../ports/directory';
import type { Executions } from '../ports/executions';
import type { Notifier } from '../ports/notifier';
import type { ActionExecution, Pipelines } from '../ports/pipelines';
import type { Execution } from './execution';
import { type FailedBuildDeps, failedBuild, shownLine } from './failed-build';
import type { Failure, TriageRule } from './failure';
import { triage } from './triage';

export interface ExplainFailureDeps extends FailedBuildDeps {
  executions: Executions;
  pipelines: Pipelines;
  directory: Directory;
  notifier: Notifier;
  /** The team's own rules. */
  triage: readonly TriageRule[];
  now: () => Date;
}

/** Looks into an execution on record that has failed, once per attempt; of any other it does nothing. */
export type ExplainFailure = (execution: Execution) => Promise<void>;

/** What "this week" is. */
const WEEK_MS = 7 * 24 * 60 * 60_000;
/** A failure into which nobody could look for so long is explained by what is known without AWS's help. */
const PATIENCE_MS = 60 * 60_000;
/** How many of the newest executions a reconcile pass looks at. */
const WINDOW = 20;
/** One that is older is no news. */
const NEWS_MS = 24 * 60 * 60_000;

/**
 * Finds out why an execution failed: the failed action, its build, the phase, the lines and tests that matter, what they
 * mean, and whose commit it was. The card says already that it failed; then it says why.
 */
export function explainFailure(deps: ExplainFailureDeps): ExplainFailure {
  const { executions, pipelines, notifier } = deps;
  return async (told) => {
    if (!isUnexplained(told)) return;
    const { pipeline, executionId } = told;
    const execution = await executions.get(pipeline, executionId);
    if (!execution || !isUnexplained(execution)) return;
    const failed = failedAction(execution, await pipelines.actions(pipeline, executionId));
    if (!failed) return; // tried again meanwhile: what it comes to is another attempt's story
    const failure = await lookInto(deps, execution, failed);
    const card = executionCardKey(pipeline, executionId);
    await notifier.cardWillChange(card);
    await executions.update(pipeline, executionId, (current) => current && withFailure(current, failure));
    await notifier.cardChanged(card);
  };
}

/** Failures of a pipeline whose event never came, or died on its way. */
export async function failuresToExplain(
  { executions, now }: Pick<ExplainFailureDeps, 'executions' | 'now'>,
  pipeline: string,
): Promise<Execution[]> {
  const recent = new Date(now().getTime() - NEWS_MS);
  const known = await executions.newest(pipeline, WINDOW);
  return known.filter((execution) => isUnexplained(execution) && (execution.endedAt ?? recent) >= recent);
}

const isUnexplained = ({ status, attempt, failure }: Execution): boolean =>
  status === 'Failed' && failure?.attempt !== attempt;

/** Stored for the attempt that it is about, and only once. */
function withFailure(execution: Execution, failure: Failure): Execution {
  if (!isUnexplained(execution) || execution.attempt !== failure.attempt) return execution;
  return { ...execution, failure };
}

/** The one that the record names, else the first that failed: others may have failed of it. */
function failedAction(
  { failedAction: known }: Execution,
  actions: readonly ActionExecution[],
): ActionExecution | undefined {
  const failed = actions.filter(({ status }) => status === 'Failed');
  return failed.find(({ stage, action }) => stage === known?.stage && action === known.action) ?? failed[0];
}

async function lookInto(deps: ExplainFailureDeps, execution: Execution, failed: ActionExecution): Promise<Failure> {
  const { stage, action } = failed;
  const where = { attempt: execution.attempt, stage, action };
  // Rejected, or not answered in time: nothing broke, and the approval's own card tells of it.
  if (failed.category === 'Approval') {
    return { ...where, isDecision: true, lines: [], failingTests: [], timesThisWeek: 1 };
  }
  const isLate = deps.now().getTime() - (execution.endedAt ?? failed.updatedAt).getTime() > PATIENCE_MS;
  const [build, author] = await Promise.all([
    failedBuild(deps, execution.pipeline, failed, isLate),
    authorOf(deps.directory, execution),
  ]);
  const words = [build?.context, failed.summary].flatMap((text) => (text ? [shownLine(redact(text))] : []));
  const log = build?.lines ?? [];
  const failingTests = build?.failingTests ?? [];
  const found = triage({ lines: [...log, ...words], failingTests }, deps.triage);
  return {
    ...where,
    buildId: build?.buildId,
    phase: build?.phase,
    lines: log.length > 0 ? log : words.slice(0, 1),
    failingTests,
    ...found,
    author,
    timesThisWeek: 1 + (await countAlike(deps, execution, { stage, action, cause: found?.cause })),
  };
}

/** The full member whose commit it is; whoever is not known to be one is named, not mentioned. */
async function authorOf(directory: Directory, { revision }: Execution): Promise<string | undefined> {
  const author = revision?.authorEmail ? await directory.whose(revision.authorEmail) : undefined;
  if (author === undefined || author === BOT) return undefined;
  // An address outlives its owner's membership, in Slack's answers of minutes ago and in the configuration.
  const isFullMember = await directory.person(author, []).then(
    (person) => person.isFullMember,
    () => false,
  );
  return isFullMember ? author : undefined;
}

/** Other executions of the last seven days whose newest failure is of the same action and cause; retries are not counted. */
async function countAlike(
  { executions, now }: ExplainFailureDeps,
  { pipeline, executionId }: Execution,
  { stage, action, cause }: Pick<Failure, 'stage' | 'action' | 'cause'>,
): Promise<number> {
  if (!cause) return 0;
  const others = await executions.startedSince(pipeline, new Date(now().getTime() - WEEK_MS));
  return others.filter(
    ({ executionId: id, failure }) =>
      id !== executionId && failure?.stage === stage && failure.action === action && failure.cause === cause,
  ).length;
}
