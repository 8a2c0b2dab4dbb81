import type { StageProgress } from '../../src/domain/executions/execution';
import { queuedBehind } from '../../src/domain/executions/queued-behind';
import { anExecution } from '../support/builders/facts';

const NAMES = ['Source', 'Build', 'Approve', 'Deploy'];
const at = (minute: number): Date => new Date(Date.UTC(2026, 2, 2, 9, minute));
const stage = (name: string, status: StageProgress['status'], minute = 0): StageProgress => ({
  name,
  status,
  attempt: 1,
  startedAt: at(minute),
});
const built = [stage('Source', 'Succeeded'), stage('Build', 'Succeeded')];

describe('which execution another one waits for', () => {
  const waiting = anExecution({ stageNames: NAMES, stages: built });
  const holder = anExecution({ stageNames: NAMES, stages: [...built, stage('Approve', 'InProgress')] });

  const approved = [...built, stage('Approve', 'Succeeded')];
  const ahead = anExecution({ stageNames: NAMES, stages: [...approved, stage('Deploy', 'InProgress')] });
  const behind = anExecution({
    stageNames: NAMES,
    stages: [stage('Source', 'Succeeded'), stage('Build', 'InProgress')],
  });

  it('is the one in the stage that it has yet to enter', () => {
    expect(queuedBehind(waiting, [waiting, holder])).toEqual({ stage: 'Approve', executionId: holder.executionId });
  });

  it.each([
    ['in PARALLEL mode', anExecution({ ...waiting, isParallel: true }), [holder]],
    ['where nobody is in that stage', waiting, [waiting]],
    ['where the one that was in that stage is through it', waiting, [ahead]],
    ['where the one before it has not come as far', waiting, [behind]],
    ['where it is in a stage itself, whoever is in the next', holder, [ahead]],
    ['where it is in a stage itself', holder, [holder, anExecution({ ...holder, executionId: 'other' })]],
    ['once it is through', anExecution({ stageNames: ['Source', 'Build'], stages: built }), [holder]],
    ['once it has ended', anExecution({ ...waiting, status: 'Superseded' }), [holder]],
  ])('is none %s', (_when, execution, open) => {
    expect(queuedBehind(execution, open)).toBeUndefined();
  });
});
