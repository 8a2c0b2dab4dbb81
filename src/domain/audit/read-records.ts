import type { Execution } from '../executions/execution';
import type { AuditLog } from '../ports/audit-log';
import type { Release } from '../releases/release';
import { type FoundRecords, recordsAbout } from './about-release';
import { pipelineChain } from './chains';
import type { ServedTime } from './served-times';
import { type Stretch, walkChain } from './walk-chain';

interface OnRecord {
  release: Release;
  execution?: Execution | undefined;
  served: readonly ServedTime[];
}

/** Milliseconds around what is known of it in which its records are: a wish comes before its execution, clocks differ. */
const AROUND_MS = 3_600_000;
/** Records that are read from its beginning on; and of each later moment that they do not reach. */
const READ = { fromBeginning: 2_000, around: 300 };
/** Later moments that are looked at by themselves. */
const MOMENTS = 20;

/** From its beginning on as far as can be read at once; where that is not until today, also around what is known of later. */
export async function readRecords(
  audit: Pick<AuditLog, 'after'>,
  { release, execution, served }: OnRecord,
): Promise<FoundRecords & { stretches: Stretch[] }> {
  const { visit, found } = recordsAbout(release);
  const chain = pipelineChain(release.pipeline);
  const began = Math.min(release.startedAt.getTime(), (execution?.startedAt ?? release.startedAt).getTime());
  const all = { chain, from: new Date(began - AROUND_MS), limit: READ.fromBeginning };
  const first = await walkChain(audit, all, visit);
  const stretches = first ? [first] : [];
  for (const { from, until } of first?.isCut ? momentsOf(release, served) : []) {
    const behind = stretches.at(-1)?.last ?? 0;
    const next = await walkChain(audit, { chain, from, until, behind, limit: READ.around }, visit);
    if (next) stretches.push(next);
  }
  return { stretches, ...found() };
}

/** Times at which something has become of it, widened, oldest first. */
function momentsOf(release: Release, served: readonly ServedTime[]): { from: Date; until: Date }[] {
  const { mark } = release;
  const times = [
    [release.releasedAt, release.releasedAt] as const,
    ...served.flatMap(({ by, endedBy }) => [by, endedBy].flatMap((one) => (one ? [timesOf(one)] : []))),
    ...(mark ? [[mark.at, mark.at] as const] : []),
  ];
  return times
    .map(([from, until]) => ({
      from: new Date(from.getTime() - AROUND_MS),
      until: new Date(until.getTime() + AROUND_MS),
    }))
    .sort((one, next) => one.from.getTime() - next.from.getTime())
    .slice(0, MOMENTS);
}

const timesOf = ({ startedAt, releasedAt }: Release) => [startedAt, releasedAt] as const;
