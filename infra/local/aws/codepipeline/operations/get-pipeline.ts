import type { GetPipelineInput, GetPipelineOutput } from '@aws-sdk/client-codepipeline';
import { AwsError } from '../../aws-error';
import type { Engine } from '../engine/engine';
import { pipelineArn } from '../events';

/** AWS CodePipeline API Reference, GetPipeline. Only the current version of a structure is kept. */
export function getPipeline(engine: Engine) {
  return ({ name = '', version }: GetPipelineInput): GetPipelineOutput => {
    const { structure, createdAt, updatedAt } = engine.pipeline(name);
    if (version !== undefined && version !== structure.version) {
      throw new AwsError('PipelineVersionNotFoundException', `Pipeline '${name}' does not have a version ${version}`);
    }
    const metadata = { pipelineArn: pipelineArn(name), created: new Date(createdAt), updated: new Date(updatedAt) };
    return { pipeline: structure, metadata };
  };
}
