import { dynamoApprovals } from '../../src/aws/dynamo-approvals';
import { dynamoCards } from '../../src/aws/dynamo-cards';
import { listKeys } from '../../src/aws/state-table';
import { listItems, type Table } from '../../src/aws/versioned-items';
import { GATE } from './aws-console';

/**
 * Whether nothing of the record is under way: no intent without its outcome, no card that is behind, no decision that is
 * claimed and not made. A request that was given up stays marked for minutes, in case its intent still comes.
 */
export async function recordAtRest(state: Table): Promise<boolean> {
  const pending = await listItems(state, listKeys.pendingIntents);
  if (pending.some(({ dropped }) => dropped !== true)) return false;
  if ((await dynamoCards(state, () => new Date()).behind(1)).length > 0) return false;
  const open = await dynamoApprovals(state).open(GATE);
  return open.every(({ claim }) => claim === undefined);
}
