import type { Execution } from './execution';

/**
 * Which attempt of its own a stage is in. CodePipeline counts the retries of the whole execution, and a stage that is
 * reached after one of them begins with that number: the difference to the stages before it is what was tried again.
 */
export function attemptOfStage({ stageNames, stages }: Pick<Execution, 'stageNames' | 'stages'>, name: string): number {
  const numberOf = (stage: string): number => stages.find((one) => one.name === stage)?.attempt ?? 1;
  const before = stageNames.slice(0, Math.max(0, stageNames.indexOf(name))).map(numberOf);
  return Math.max(1, numberOf(name) - Math.max(1, ...before) + 1);
}
