import type { Execution } from '../../src/domain/executions/execution';
import { interestsOf } from '../../src/domain/notifications/card-interests';
import { channelsFor, type PipelineSubscriptions } from '../../src/domain/notifications/subscriptions';
import { ADA } from '../support/builders/facts';
import { aPolicy } from '../support/builders/policies';

const at = new Date(0);
const RUNNING: Execution = {
  ...{ pipeline: 'penguins', executionId: 'e1', status: 'InProgress', attempt: 1, startedAt: at, version: 1 },
  stageNames: ['Source', 'Deploy', 'Watch'],
  stages: [{ name: 'Source', status: 'Succeeded', attempt: 1 }],
};
const deploying = (status: 'InProgress' | 'Succeeded' | 'Failed') => ({
  stages: [{ name: 'Deploy', status, attempt: 1 }],
});
const deploysInDeploy = aPolicy({ deployStage: 'Deploy' });
const interests = (rest: Partial<Execution>, policy = aPolicy()) => interestsOf({ ...RUNNING, ...rest }, policy);

describe('the card of an execution', () => {
  it.each<[string, Partial<Execution>, string[]]>([
    ['in progress', {}, []],
    ['that failed', { status: 'Failed' }, ['failures']],
    ['that failed and is retried', { attempt: 2 }, ['failures']],
    ['that failed and succeeded when it was retried', { status: 'Succeeded', attempt: 2 }, ['failures', 'releases']],
    ['that succeeded', { status: 'Succeeded' }, ['releases']],
    ['of a rollback that succeeded', { status: 'Succeeded', rollbackOf: 'e0' }, ['releases']],
    ['of a rollback that failed', { status: 'Failed', rollbackOf: 'e0' }, ['failures']],
    ['that was superseded', { status: 'Superseded' }, []],
    ['that was stopped', { status: 'Stopped' }, []],
    ['that was cancelled', { status: 'Cancelled' }, []],
  ])('%s is about what has happened to it', (_what, rest, expected) => {
    expect(interests(rest)).toEqual(expected);
  });

  it('is about a release as soon as the deploy stage has succeeded, though others follow', () => {
    expect(interests(deploying('InProgress'), deploysInDeploy)).toEqual([]);
    const deployed = { stages: [...RUNNING.stages, ...deploying('Succeeded').stages] };
    expect(interests(deployed, deploysInDeploy)).toEqual(['releases']);
    expect(interests({ ...deploying('Succeeded'), status: 'Failed' }, deploysInDeploy)).toEqual([
      'failures',
      'releases',
    ]);
    expect(interests(deploying('Succeeded'))).toEqual([]);
  });
});

describe('the channels that want a card', () => {
  const subscription = { by: ADA, since: at };
  const known: PipelineSubscriptions = {
    pipeline: 'penguins',
    subscriptions: [
      { channel: 'C0ALL', gets: 'everything', ...subscription },
      { channel: 'C0FAIL', gets: ['failures'], ...subscription },
      { channel: 'C0BOTH', gets: ['approvals', 'releases'], ...subscription },
    ],
  };

  it('are those that get everything, and those that get something that it is about', () => {
    expect(channelsFor(known, [])).toEqual(['C0ALL']);
    expect(channelsFor(known, ['failures'])).toEqual(['C0ALL', 'C0FAIL']);
    expect(channelsFor(known, ['approvals'])).toEqual(['C0ALL', 'C0BOTH']);
    expect(channelsFor(known, ['failures', 'releases'])).toEqual(['C0ALL', 'C0FAIL', 'C0BOTH']);
  });

  it('are none where nobody has subscribed', () => {
    expect(channelsFor(undefined, ['failures'])).toEqual([]);
  });
});
