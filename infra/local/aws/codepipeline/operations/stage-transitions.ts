import type { DisableStageTransitionInput, EnableStageTransitionInput } from '@aws-sdk/client-codepipeline';
import type { Caller } from '../../wire/aws-service';
import type { Engine } from '../engine/engine';
import { admit } from '../engine/progress';
import type { PipelineRecord, TransitionRecord } from '../state';
import { stageAfter, stageNamed } from '../structure';

type Input = Omit<DisableStageTransitionInput, 'reason'>;

/** AWS CodePipeline API Reference, DisableStageTransition: executions wait in front, and still supersede each other. */
export function disableStageTransition(engine: Engine) {
  return (input: DisableStageTransitionInput, caller: Caller): void => {
    const { reason = '' } = input;
    change(engine, input, caller, { enabled: false, reason });
  };
}

/** AWS CodePipeline API Reference, EnableStageTransition: whoever waits may enter. */
export function enableStageTransition(engine: Engine) {
  return (input: EnableStageTransitionInput, caller: Caller): void => {
    change(engine, input, caller, { enabled: true });
  };
}

function change(
  engine: Engine,
  { pipelineName = '', ...where }: Input,
  { arn }: Caller,
  to: Pick<TransitionRecord, 'enabled' | 'reason'>,
): void {
  const pipeline = engine.pipeline(pipelineName);
  const stage = stageBehind(pipeline, where);
  if (stage === undefined) return;
  engine.turn(pipeline, (turn) => {
    const others = (pipeline.transitions ?? []).filter((transition) => transition.stage !== stage);
    const changed = { stage, changedBy: arn, changedAt: turn.at.toISOString(), ...to };
    pipeline.transitions = [...others, changed];
    admit(pipeline, stage, pipeline.structure.executionMode, turn);
  });
}

/** The way out of a stage is the way into the next; there is none out of the last (unverified). */
function stageBehind(
  { structure }: PipelineRecord,
  { stageName = '', transitionType }: Omit<Input, 'pipelineName'>,
): string | undefined {
  const { name } = stageNamed(structure, stageName);
  return transitionType === 'Outbound' ? stageAfter(structure, name)?.name : name;
}
