import { attemptOfStage } from '../../../src/domain/executions/stage-attempts';

describe('the attempt that a stage is in', () => {
  /** Attempts as CodePipeline counts them, of the whole execution. */
  const stages = (...attempts: number[]) => ({
    stageNames: ['Source', 'Build', 'Deploy'],
    stages: ['Source', 'Build', 'Deploy'].flatMap((name, index) => {
      const attempt = attempts[index];
      return attempt === undefined ? [] : [{ name, attempt, status: 'Succeeded' as const }];
    }),
  });

  it.each([
    ['the first where nothing was tried again', stages(1, 1, 1), 'Deploy', 1],
    ['raised by a retry of the stage itself', stages(1, 3), 'Build', 3],
    ['not raised by a retry of a stage before it', stages(1, 3, 3), 'Deploy', 1],
    ['raised by its own retries alone, where both were tried again', stages(1, 3, 4), 'Deploy', 2],
    ['not lowered by a stage before it that was tried again later', stages(1, 3, 2), 'Deploy', 1],
    ['the first of a stage that has not begun', stages(1), 'Deploy', 1],
    ['counted for itself in a stage that the pipeline no longer has', stages(2, 2), 'Watch', 1],
    ['counted from the first in the first stage', stages(2, 2), 'Source', 2],
  ])('is %s', (_what, execution, stage, attempt) => {
    expect(attemptOfStage(execution, stage)).toBe(attempt);
  });
});
