import type { AlarmFacts } from '../alarms/ring';
import type { Owner } from './owner';

/** CloudWatch's alarms in our words. */
export interface Alarms {
  /** DescribeAlarms of at most a hundred names, metric alarms and composite ones. Unknown ones are left out, and the order is nobody's. */
  states(names: readonly string[], owner: Owner): Promise<AlarmFacts[]>;
}
