import type { TriageRule } from '../domain/executions/failure';
import type { Configuration } from './schema';

/** What the team says of its failures; a line matches in either case. */
export const triageFrom = ({ triage }: Configuration): TriageRule[] =>
  triage.map(({ when, cause, says }) => ({ when: new RegExp(when, 'i'), cause, says }));
