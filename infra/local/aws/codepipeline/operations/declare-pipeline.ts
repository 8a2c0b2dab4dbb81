import type {
  CreatePipelineInput,
  CreatePipelineOutput,
  DeletePipelineInput,
  UpdatePipelineInput,
  UpdatePipelineOutput,
} from '@aws-sdk/client-codepipeline';
import { AwsError } from '../../aws-error';
import type { Caller } from '../../wire/aws-service';
import type { Engine } from '../engine/engine';
import { startExecution } from '../engine/progress';
import { cancelExecutions } from '../engine/stopping';
import { pipelineNotFound } from '../refusals';
import type { PipelineRecord } from '../state';
import { sourceStage } from '../structure';
import { checkedStructure, type Declared } from '../structure-rules';
import { resolveVariables } from './start-pipeline-execution';

/** @throws AwsError PipelineNameInUseException, or what `checkedStructure` throws */
export function addPipeline(engine: Engine, declared: Declared): PipelineRecord {
  if (isKnown(engine, declared.name)) {
    throw new AwsError('PipelineNameInUseException', `A pipeline with name '${declared.name}' already exists`);
  }
  return engine.addPipeline(checkedStructure(declared, 1));
}

/**
 * AWS CodePipeline API Reference, CreatePipeline. A new pipeline starts at once (trigger type CreatePipeline), unless one
 * of its variables needs a value. Tags are handed back and not kept: no operation here reads them.
 */
export function createPipeline(engine: Engine) {
  return ({ pipeline: declared, tags }: CreatePipelineInput, { arn }: Caller): CreatePipelineOutput => {
    const pipeline = addPipeline(engine, declared as Declared);
    const { structure } = pipeline;
    if ((structure.variables ?? []).every(({ defaultValue }) => defaultValue !== undefined)) {
      const trigger = { type: 'CreatePipeline', detail: arn } as const;
      const request = { trigger, variables: resolveVariables(structure, []) };
      engine.turn(pipeline, (turn) => startExecution(pipeline, sourceStage(structure).name, request, turn));
    }
    return { pipeline: structure, tags };
  };
}

/**
 * AWS CodePipeline API Reference, UpdatePipeline: a whole new structure with the next version, whatever version was sent.
 * The operation has no error of its own for a name that does not exist; which one AWS answers with is (unverified).
 */
export function updatePipeline(engine: Engine) {
  return ({ pipeline: declared }: UpdatePipelineInput): UpdatePipelineOutput => {
    const { name } = declared as Declared;
    if (!isKnown(engine, name)) throw new AwsError('InvalidStructureException', pipelineNotFound(name).message);
    const pipeline = engine.pipeline(name);
    const structure = checkedStructure(declared as Declared, pipeline.structure.version + 1);
    engine.turn(pipeline, (turn) => {
      pipeline.formerStructures = [...(pipeline.formerStructures ?? []), pipeline.structure];
      pipeline.structure = structure;
      pipeline.updatedAt = turn.at.toISOString();
      cancelExecutions(pipeline, turn);
    });
    return { pipeline: structure };
  };
}

/** AWS CodePipeline API Reference, DeletePipeline. A name that does not exist is no error. */
export function deletePipeline(engine: Engine) {
  return ({ name = '' }: DeletePipelineInput): void => engine.removePipeline(name);
}

function isKnown({ pipelines }: Engine, name: string): boolean {
  return pipelines.some(({ structure }) => structure.name === name);
}
