import { randomUUID } from 'node:crypto';
import { ringById } from '../../domain/alarms/ring';
import { type RollBackAlarm, reasonOf } from '../../domain/alarms/roll-back-alarm';
import type { Policies } from '../../domain/policies/policy';
import type { AlarmRings } from '../../domain/ports/alarm-rings';
import { configuredPipeline } from '../configured-pipeline';
import { readAlarmRollbackKey, readRingKey } from '../ids';
import type { ButtonClick } from '../interactions';
import { type OpenRollbackDeps, openRollback } from '../rollback/open-rollback';
import { waitsForApproval } from '../rollback/rollback-reply';

export interface RollBackAlarmDeps extends OpenRollbackDeps {
  policies: Policies;
  alarmRings: AlarmRings;
  rollBackAlarm: RollBackAlarm;
}

/** *Roll back to …* on an alarm card: what it asked before is all that is asked. */
export function onRollBackAlarm({ policies, rollBackAlarm }: RollBackAlarmDeps) {
  return async ({ ack, action, respond, caller }: ButtonClick): Promise<void> => {
    await ack();
    const { pipeline, ...offered } = readAlarmRollbackKey(action.value);
    const policy = configuredPipeline(policies, pipeline);
    const { result } = await rollBackAlarm({ ...offered, policy, caller, requestId: randomUUID() });
    if (result === 'asked') {
      await respond({ response_type: 'ephemeral', replace_original: false, ...waitsForApproval(policy) });
    }
  };
}

/** *Choose another…*: the dialog, with what rings as the reason. */
export function onChooseRollback(deps: RollBackAlarmDeps) {
  const open = openRollback(deps);
  return async ({ ack, action, body, client, caller }: ButtonClick): Promise<void> => {
    await ack();
    const { pipeline, ringId } = readRingKey(action.value);
    const policy = configuredPipeline(deps.policies, pipeline);
    const ring = ringById(await deps.alarmRings.get(pipeline), ringId);
    await open({ client, triggerId: body.trigger_id, caller, policy, reason: ring && reasonOf(ring) });
  };
}
