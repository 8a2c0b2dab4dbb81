import { change } from '../domain/figures';

export { duration, figure } from '../domain/figures';

/** `+0.01 ▲ better`: the arrow says where the number went, the word whether the policy likes that. `—` where nothing is compared. */
export function changeWithArrow(
  now: string | undefined,
  before: string | undefined,
  better?: 'higher' | 'lower',
): string {
  const by = change(now, before);
  if (by === undefined) return '—';
  if (!/^[+−]/.test(by)) return by;
  const isUp = by.startsWith('+');
  const arrow = isUp ? '▲' : '▼';
  if (!better) return `${by} ${arrow}`;
  return `${by} ${arrow} ${isUp === (better === 'higher') ? 'better' : 'worse'}`;
}

/** `1st`, `2nd`, `3rd`, `4th`, `11th`, `21st`. */
export function ordinal(number: number): string {
  const ending = { one: 'st', two: 'nd', few: 'rd' } as Partial<Record<Intl.LDMLPluralRule, string>>;
  return `${number}${ending[ORDINALS.select(number)] ?? 'th'}`;
}

const ORDINALS = new Intl.PluralRules('en', { type: 'ordinal' });

/** `12 passed, 1 failed, 0 skipped`. */
export const testCounts = ({ passed, failed, skipped }: { passed: number; failed: number; skipped: number }): string =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`;

/** `macro_f1` → `macro f1`. */
export const metricLabel = (name: string): string => name.replaceAll('_', ' ');

/** The model with its version; a version that begins with the model's name says both. */
export function modelLabel({ model }: { model: string }, { version }: { version?: string | undefined }): string {
  if (!version) return model;
  return version.startsWith(model) ? version : `${model} ${version}`;
}
