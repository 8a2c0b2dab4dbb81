import type { AlarmFacts } from '../alarms/ring';
import type { Owner } from './owner';

/** SageMaker's real-time endpoints in our words. */
export interface Endpoints {
  /**
   * One DescribeEndpoint per name. An endpoint that is in trouble rings; one between two states, as while it is updated,
   * is left out, for that is no news; one that does not exist is `unknown` as of now. The order is nobody's.
   */
  states(names: readonly string[], owner: Owner): Promise<AlarmFacts[]>;
}
