import type { Build } from '@aws-sdk/client-codebuild';
import { finishedBuilds } from '../../src/aws/finished-builds';

const built = (id: string, rest: Partial<Build> = {}): Build => ({
  ...{ id, buildComplete: true, reportArns: [`report of ${id}`] },
  exportedEnvironmentVariables: [{ name: 'METRIC_F1', value: '0.9' }],
  ...rest,
});

describe('what builds leave behind', () => {
  let asked: (readonly string[])[];
  let inCodeBuild: Build[];
  let leavings: ReturnType<typeof finishedBuilds>;

  beforeEach(() => {
    asked = [];
    inCodeBuild = [built('train:1')];
    leavings = finishedBuilds(async (ids) => {
      asked.push(ids);
      return inCodeBuild.filter(({ id = '' }) => ids.includes(id));
    });
  });

  it('is asked for once where a build has ended', async () => {
    const first = await leavings(['train:1']);
    const again = await leavings(['train:1']);

    expect(first).toEqual([{ buildId: 'train:1', reports: ['report of train:1'], variables: { METRIC_F1: '0.9' } }]);
    expect(again).toEqual(first);
    expect(asked).toEqual([['train:1']]);
  });

  it('is asked for again while a build goes on, or is unknown', async () => {
    inCodeBuild = [built('train:1', { buildComplete: false, reportArns: [], exportedEnvironmentVariables: [] })];
    expect(await leavings(['train:1', 'train:2'])).toEqual([{ buildId: 'train:1', reports: [], variables: {} }]);
    inCodeBuild = [built('train:1'), built('train:2')];

    const ended = await leavings(['train:1', 'train:2']);

    expect(ended.map(({ reports }) => reports)).toEqual([['report of train:1'], ['report of train:2']]);
    expect(asked).toHaveLength(2);
  });

  it('asks only for what it does not know, and does not remember for ever', async () => {
    await leavings(['train:1']);
    inCodeBuild = Array.from({ length: 501 }, (_, index) => built(`train:${index + 1}`));

    await leavings(inCodeBuild.map(({ id = '' }) => id));
    await leavings(['train:501']);
    await leavings(['train:1']);

    expect(asked.map(({ length }) => length)).toEqual([1, 500, 1]);
    expect(asked[2]).toEqual(['train:1']);
  });
});
