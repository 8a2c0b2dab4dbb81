import { z } from 'zod';
import { type EventReader, name, read } from './reading';

/** Its state is read from SageMaker: the published sample spells it in other words than the API. */
const endpointDetail = z.object({ EndpointName: name });

export const endpointEvent: EventReader = ({ type, at, detail }) => {
  return [{ kind: 'endpoint', endpoint: read(endpointDetail, detail, type).EndpointName, at }];
};
