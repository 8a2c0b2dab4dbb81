import type { GetPipelineInput, GetPipelineOutput } from '@aws-sdk/client-codepipeline';
import { AwsError } from '../../aws-error';
import type { Engine } from '../engine/engine';
import { pipelineArn } from '../events';

/** AWS CodePipeline API Reference, GetPipeline: the current structure, or an earlier version of it. */
export function getPipeline(engine: Engine) {
  return ({ name = '', version }: GetPipelineInput): GetPipelineOutput => {
    const { structure, formerStructures = [], createdAt, updatedAt } = engine.pipeline(name);
    const pipeline =
      version === undefined ? structure : [...formerStructures, structure].find((known) => known.version === version);
    if (!pipeline) {
      throw new AwsError('PipelineVersionNotFoundException', `Pipeline '${name}' does not have a version ${version}`);
    }
    const metadata = { pipelineArn: pipelineArn(name), created: new Date(createdAt), updated: new Date(updatedAt) };
    return { pipeline, metadata };
  };
}
