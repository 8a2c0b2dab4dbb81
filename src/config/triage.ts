import type { TriageRule } from '../domain/executions/failure';
import { boundedPattern } from './bounded-pattern';
import type { Configuration } from './schema';

/**
 * What the team says of its failures; a line matches in either case.
 * @param onSlow is told a pattern that took too long, which counts as none from then on
 */
export const triageFrom = ({ triage }: Configuration, onSlow: (pattern: string) => void): TriageRule[] =>
  triage.map(({ when, cause, says }) => ({
    when: boundedPattern(new RegExp(when, 'i'), () => onSlow(when)),
    ...{ cause, says },
  }));
