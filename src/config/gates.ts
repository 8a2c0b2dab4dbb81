import { z } from 'zod';
import type { Gate, MetricGate, Missed } from '../domain/policies/approval-policy';
import { ownersOf } from './owners';

/** People who can be called by name: `owner` stands for those of the pipeline's own key. */
export const calledPeople = z
  .array(
    z
      .string()
      .regex(
        /^(?:[UWS][A-Z0-9]{2,}|owner)$/,
        'must be a Slack user id such as U012ABCDEF, a user group id such as S012ABCDEF, or owner',
      ),
  )
  .min(1)
  .max(20);

/** How many people may be asked for: more would not be found on the day of a release. */
export const quorum = z.number().int().min(1).max(10);

const missed = z
  .union([
    z.enum(['block', 'warn']),
    z.strictObject({
      quorum: quorum.meta({ description: 'So many people must approve then', examples: [2] }),
    }),
    z.strictObject({
      ask: calledPeople.meta({
        description: 'One of these people and user groups must be among those who approve then',
        examples: [['S012ABCDEF', 'owner']],
      }),
    }),
  ])
  .meta({
    description: 'What a missed gate means: nobody may approve (block), a warning, more people, or other people',
    examples: [{ ask: ['S012ABCDEF', 'owner'] }],
  });

const PERCENT = /^-?\d+(?:\.\d+)?\s?%$/;

const gate = z
  .strictObject({
    min: z
      .number()
      .optional()
      .meta({ description: 'It must not be less', examples: [0.9] }),
    max: z
      .number()
      .optional()
      .meta({ description: 'It must not be more', examples: [1] }),
    better: z
      .enum(['higher', 'lower'])
      .default('higher')
      .meta({ description: 'Which way this metric is better', examples: ['higher'] }),
    worstChange: z
      .union([
        z.number(),
        z.string().regex(PERCENT, 'must be an amount such as -0.01, or a share of production’s value such as "-2%"'),
      ])
      .optional()
      .meta({
        description:
          'The worst change against production that passes: an amount, or a share such as "-2%"; 0 for no worse at all. It is negative where higher is better, positive where lower is',
        examples: [-0.01],
      }),
    required: z
      .boolean()
      .default(true)
      .meta({ description: 'Whether it is missed where the build does not report it', examples: [true] }),
    missed: missed.default('block'),
  })
  .superRefine(({ min, max, better, worstChange, required }, { addIssue }) => {
    const tell = (path: string[], message: string) => addIssue({ code: 'custom', path, message });
    if (min !== undefined && max !== undefined && min > max) tell(['min'], `must not be above max (${max})`);
    const sign = signOf(worstChange);
    if (better === 'higher' && sign > 0) tell(['worstChange'], wrongSign('negative', 'higher', worstChange));
    if (better === 'lower' && sign < 0) tell(['worstChange'], wrongSign('positive', 'lower', worstChange));
    if (!required && [min, max, worstChange].every((bound) => bound === undefined)) {
      tell([], 'demands nothing: give it min, max or worstChange, or take out required: false');
    }
  });

/** CodeBuild takes any name of an environment variable; `METRIC_` and capitals make no difference. */
const metricName = z
  .string()
  .regex(/^[\w.-]{1,100}$/, 'must be the name of a metric: 1-100 letters, digits or _ . -, such as accuracy');

export const gates = z.record(metricName, gate).superRefine((named, { addIssue }) => {
  const seen = new Set<string>();
  for (const name of Object.keys(named)) {
    const metric = metricOf(name);
    if (seen.has(metric))
      addIssue({ code: 'custom', path: [name], message: `is a second gate of ${metric}: keep one` });
    seen.add(metric);
  }
});

export const testsMustPass = z.union([z.boolean(), z.strictObject({ missed })]);

type GivenGates = z.infer<typeof gates>;
type GivenTests = z.infer<typeof testsMustPass>;
type GivenMissed = z.infer<typeof missed>;

/** Gates as the file has them, in the words of the policy: those of metrics in their order, then the tests. */
export function gatesFrom(given: GivenGates = {}, tests: GivenTests = false, owners: readonly string[] = []): Gate[] {
  const ofMetrics = Object.entries(given).map(
    ([name, { min, max, better, worstChange, required, missed: then }]): MetricGate => ({
      kind: 'metric',
      metric: metricOf(name),
      better,
      min,
      max,
      worstChange: worstChangeFrom(worstChange),
      isRequired: required,
      missed: missedFrom(then, owners),
    }),
  );
  if (tests === false) return ofMetrics;
  return [...ofMetrics, { kind: 'tests', missed: missedFrom(tests === true ? 'block' : tests.missed, owners) }];
}

/** As evidence names it. */
const metricOf = (name: string): string => name.toLowerCase().replace(/^metric_/, '');

function missedFrom(given: GivenMissed, owners: readonly string[]): Missed {
  if (typeof given === 'string') return { does: given };
  if ('quorum' in given) return { does: 'raise quorum', to: given.quorum };
  return { does: 'ask', whom: ownersOf(given.ask, owners) };
}

function worstChangeFrom(given: number | string | undefined): MetricGate['worstChange'] {
  if (given === undefined) return undefined;
  if (typeof given === 'number') return { by: Math.abs(given), isShare: false };
  return { by: Math.abs(Number.parseFloat(given)) / 100, isShare: true };
}

/** Of what is no percentage nothing is said: that is told already. */
const signOf = (given: number | string | undefined): number =>
  typeof given === 'number' ? Math.sign(given) : Math.sign(Number.parseFloat(given ?? '') || 0);

const wrongSign = (sign: string, better: string, given: unknown): string =>
  `must be ${sign} or 0, not ${given}: ${better} is better, so a change for the worse is ${sign}`;
