/**
 * Colours of every picture. Slack shows them on white and on near-black, so each brings its own background; a test holds
 * them to WCAG's contrasts (1.4.3 text 4.5:1, 1.4.11 graphics 3:1) and tells them apart as colour-blind people see them.
 */
export const PALETTE = {
  background: '#f8f9fb',
  border: '#c3cad5',
  /** Lines behind the marks: they carry nothing that is not written beside them. */
  grid: '#dfe3ea',
  text: '#1d2430',
  quiet: '#525c6b',
  /** What went well. */
  good: '#3f86d6',
  /** What did not; always striped or of another shape as well. */
  bad: '#96210f',
  /** What went back. */
  back: '#2b2f3a',
  /** A line over time. */
  line: '#0a6b5f',
  gate: '#8a4b00',
} as const;

/** Marks that stand side by side in one picture, and must not be taken for one another. */
export const SIDE_BY_SIDE = [
  ['good', 'bad'],
  ['good', 'back'],
  ['bad', 'back'],
  ['good', 'gate'],
] as const satisfies readonly (readonly (keyof typeof PALETTE)[])[];
