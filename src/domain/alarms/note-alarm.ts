import type { Releases } from '../ports/releases';
import type { Ring } from './ring';

/** Milliseconds after its release in which an alarm is noted on it: what rings later is hardly the release's doing. */
const NOTED_MS = 7 * 86_400_000;

/**
 * Notes on the release that production served when something of its model began to ring, for the change fail rate; the first
 * time only. What rang before production served it is not its doing.
 */
export async function noteAlarm(
  { releases }: { releases: Releases },
  pipeline: string,
  { since: at, alarms }: Ring,
  { executionId, releasedAt, servedSince = releasedAt }: NonNullable<Ring['production']>,
): Promise<void> {
  const name = alarms[0]?.name;
  if (name === undefined || at < servedSince || at.getTime() - releasedAt.getTime() > NOTED_MS) return;
  await releases.update(pipeline, executionId, (current) =>
    current && !current.alarm ? { ...current, alarm: { name, at } } : current,
  );
}
