import { type BuildFacts, failedPhase } from '../builds/build';
import type { ReadLog } from '../builds/read-log';
import { redact } from '../builds/redact';
import { Refusal } from '../errors';
import type { Builds } from '../ports/builds';
import { ofPipeline } from '../ports/owner';
import type { ActionExecution } from '../ports/pipelines';

export interface FailedBuildDeps {
  builds: Builds;
  readLog: ReadLog;
}

const LINE_LENGTH = 240;
const NAME_LENGTH = 120;

export interface FailedBuild {
  buildId: string;
  phase?: string | undefined;
  context?: string | undefined;
  lines: string[];
  failingTests: string[];
}

/**
 * What the build of an action left to read; undefined where the action had none.
 *
 * @param isLate whoever could not be asked for so long is not waited for any longer
 */
export async function failedBuild(
  deps: FailedBuildDeps,
  pipeline: string,
  { provider, externalId: buildId }: ActionExecution,
  isLate: boolean,
): Promise<FailedBuild | undefined> {
  if (provider !== 'CodeBuild' || !buildId) return undefined;
  const owner = ofPipeline(pipeline);
  const [facts] = (await unlessRefused(deps.builds.facts([buildId], owner), isLate)) ?? [];
  if (!facts) return { buildId, lines: [], failingTests: [] };
  const [log, tests] = await Promise.all([
    unlessRefused(deps.readLog({ ...facts, owner }), isLate),
    unlessRefused(deps.builds.testResults(buildId, owner), isLate),
  ]);
  return {
    buildId,
    ...phaseOf(facts),
    lines: log?.excerpt ?? [],
    failingTests: (tests?.failing ?? []).map((name) => shownLine(redact(name), NAME_LENGTH)),
  };
}

function phaseOf(facts: BuildFacts): Pick<FailedBuild, 'phase' | 'context'> {
  const phase = failedPhase(facts);
  return { phase: phase?.name, context: phase?.context };
}

/** AWS says no, and would say it again: what is known without it is told. An AWS that is busy or away is asked again. */
function unlessRefused<T>(asked: Promise<T>, isLate: boolean): Promise<T | undefined> {
  return asked.catch((error: unknown) => {
    if (isLate || (error instanceof Refusal && !error.isPassing)) return undefined;
    throw error;
  });
}

/** Somebody's text as one line, cut by code point. */
export const shownLine = (text: string, limit = LINE_LENGTH): string =>
  [...text.replace(/\s+/g, ' ').trim()].slice(0, limit).join('');
