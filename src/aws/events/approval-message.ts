import { z } from 'zod';
import { type EventReader, name, read } from './reading';

/** AWS CodePipeline User Guide, JSON data format for manual approval notifications; the token in it is not ours to keep. */
const message = z.object({ approval: z.object({ pipelineName: name, stageName: name, actionName: name }) });

export const approvalMessage: EventReader = ({ type, at, detail }) => {
  const { pipelineName: pipeline, stageName: stage, actionName: action } = read(message, detail, type).approval;
  return [{ kind: 'approval-asked', pipeline, stage, action, at }];
};
