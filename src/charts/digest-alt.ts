import { duration } from '../domain/figures';
import type { DigestChart } from '../domain/ports/charts';
import { briefly } from './brief-alt';
import { counted, dayLabel, daysLabel } from './days-in-words';
import { type DigestSummary, summarize } from './digest-summary';
import { drawable } from './drawable-text';

/** What the picture of a digest says, for whoever does not see it. */
export function digestAlt(data: DigestChart): string {
  const { of, days } = data;
  const summary = summarize(data);
  const last = days.at(-1)?.date ?? '';
  const when = days.length === 1 ? dayLabel(last) : `${days.length} days to ${dayLabel(last)}`;
  const counts = [
    withBusiest(summary),
    ...(summary.failures > 0 ? [`${summary.failures} failed${whenFailed(data)}`] : ['none failed']),
    counted(summary.rollbacks, 'rollback'),
  ];
  return briefly(`${drawable(of)}, ${when}: ${counts.join(', ')}; ${leadTimeWords(summary)}.`);
}

/** As the picture is called where it is shown. */
export function digestTitle({ of, days }: DigestChart): string {
  return `Releases of ${drawable(of)}, ${daysLabel(days[0]?.date ?? '', days.at(-1)?.date ?? '')}`;
}

function withBusiest({ releases, busiest }: DigestSummary): string {
  if (!busiest || busiest.releases === releases) return counted(releases, 'release');
  return `${counted(releases, 'release')} (busiest ${dayLabel(busiest.date)} with ${busiest.releases})`;
}

/** Days that are named. */
const NAMED = 5;

function whenFailed({ days }: DigestChart): string {
  const failed = days.filter(({ failures }) => failures > 0);
  return failed.length > NAMED ? '' : ` (${failed.map(({ date }) => dayLabel(date)).join(', ')})`;
}

function leadTimeWords({ leadTime: { first, second } }: DigestSummary): string {
  if (first === undefined && second === undefined) return 'no lead time to tell';
  if (first === undefined || second === undefined) return `median lead time ${duration(first ?? second ?? 0)}`;
  const [before, now] = [duration(first), duration(second)];
  if (before === now) return `median lead time ${now} in both halves`;
  return `median lead time ${second < first ? 'fell' : 'rose'} from ${before} in the first half to ${now} in the second`;
}
