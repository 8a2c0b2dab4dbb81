import { z } from 'zod';
import { type EventReader, name, read } from './reading';

/** Its state is read from CloudWatch: there is no published sample to trust a field of. */
const alarmDetail = z.object({ alarmName: name });

export const alarmEvent: EventReader = ({ type, at, detail }) => {
  return [{ kind: 'alarm', alarm: read(alarmDetail, detail, type).alarmName, at }];
};
