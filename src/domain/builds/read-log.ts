import type { Logs } from '../ports/logs';
import { type BuildPhase, failedPhase } from './build';
import type { FoundBuild } from './find-build';
import { excerptOf, readableLines } from './log-excerpt';

/** The log of one build as far as it is read: without secrets. */
export interface BuildLog {
  build: FoundBuild;
  failed?: BuildPhase | undefined;
  /** The meaningful lines, at most twenty and a few marks of what was left out. */
  excerpt: string[];
  lines: string[];
  /** Older lines were not read. */
  isCut: boolean;
}

export type ReadLog = (build: FoundBuild) => Promise<BuildLog>;

/** Reads the newest part of a build's log; empty where it has none yet. */
export function readLog({ logs }: { logs: Logs }): ReadLog {
  return async (build) => {
    const part = build.log && (await logs.newest(build.log, build.owner));
    const lines = part ? readableLines(part.text) : [];
    const failed = failedPhase(build);
    return { build, failed, excerpt: excerptOf(lines, failed?.name), lines, isCut: part?.isCut ?? false };
  };
}
