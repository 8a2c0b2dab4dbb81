import type { ActionExecution, PipelineStructure } from '../../../src/domain/ports/pipelines';
import { deployStageIn, succeededAt } from '../../../src/domain/releases/deploy-stage';
import { anAction } from '../../support/builders/facts';
import { aPolicy } from '../../support/builders/policies';
import { STRUCTURE } from '../../support/fakes/penguins-structure';

const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 9, minute));

/** An action of the deploy stage that has taken a minute. */
const deployed = (action: string, minute: number, rest: Partial<ActionExecution> = {}) =>
  anAction({
    ...{ stage: 'Deploy', action, startedAt: at(minute - 1), updatedAt: at(minute), pipelineVersion: 1 },
    ...rest,
  });
const inStage = (stage: string, startedAt: Date) => anAction({ stage, action: 'other', startedAt, pipelineVersion: 1 });

/** Two actions are to be done in the deploy stage. */
const structure: PipelineStructure = {
  ...STRUCTURE,
  stages: [
    ...STRUCTURE.stages.slice(0, -1),
    { name: 'Deploy', actions: ['model', 'alias'].map((name) => ({ name, category: 'Build', provider: 'CodeBuild' })) },
  ],
};

describe('when an execution had succeeded in the deploy stage', () => {
  it.each<[string, ActionExecution[], { status?: 'Succeeded'; structure?: PipelineStructure }, Date | undefined]>([
    ['when its last action had ended', [deployed('model', 12), deployed('alias', 10)], {}, at(12)],
    ['not yet, where an action is still to come', [deployed('model', 12)], {}, undefined],
    ['not yet, though an earlier stage was left', [inStage('Build', at(5)), deployed('model', 12)], {}, undefined],
    ['then, where a later stage was entered', [deployed('model', 12), inStage('Watch', at(13))], {}, at(12)],
    ['then, where the execution is over', [deployed('model', 12)], { status: 'Succeeded' }, at(12)],
    [
      'not, where an action has failed',
      [deployed('model', 10), deployed('alias', 12, { status: 'Failed' })],
      {},
      undefined,
    ],
    ['not, where it was never there', [inStage('Build', at(5))], { status: 'Succeeded' }, undefined],
    [
      'unknown while it is under way in an earlier version of the pipeline, which may have had other actions',
      [deployed('model', 12), deployed('alias', 12, { pipelineVersion: 0 })],
      {},
      undefined,
    ],
    [
      'unknown while it is under way in a stage that is no more',
      [deployed('model', 12)],
      { structure: { ...STRUCTURE, stages: [] } },
      undefined,
    ],
  ])('is %s', (_what, actions, rest, expected) => {
    expect(succeededAt({ stage: 'Deploy', structure, status: 'InProgress', actions, ...rest })).toEqual(expected);
  });
});

describe('the deploy stage', () => {
  it.each([
    ['the one that the configuration names', aPolicy({ deployStage: 'Build' }), 'Build'],
    ['else the last one', aPolicy(), 'Deploy'],
  ])('is %s', (_what, policy, expected) => {
    expect(deployStageIn(policy, STRUCTURE)).toBe(expected);
  });
});
