import {
  DescribeModelPackageGroupCommand,
  ListModelPackageGroupsCommand,
  type ListModelPackageGroupsCommandInput,
  type ListModelPackagesCommandInput,
  paginateListModelPackages,
} from '@aws-sdk/client-sagemaker';
import { GROUP, GROUP_ARN, RegistryBench, versionArn } from './registry-bench';

describe('looking up the versions of a model: DescribeModelPackage, ListModelPackages', () => {
  let registry: RegistryBench;
  let middle: Date | undefined;
  beforeAll(async () => {
    registry = await RegistryBench.start();
    for (let version = 1; version <= 11; version += 1) await registry.create();
    for (const version of [2, 3]) {
      await registry.update({ ModelPackageArn: versionArn(version), ModelApprovalStatus: 'Approved' });
    }
    await registry.createGroup('adelie');
    await registry.create({ ModelPackageGroupName: 'adelie' });
    middle = (await registry.describe(versionArn(6))).CreationTime;
  });
  afterAll(() => registry.remove());

  it.each<[string, ListModelPackagesCommandInput, number[]]>([
    ['the oldest first, ten a page', {}, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
    ['the newest first', { SortOrder: 'Descending', MaxResults: 2 }, [11, 10]],
    [
      'the newest that is approved',
      { ModelApprovalStatus: 'Approved', SortBy: 'CreationTime', SortOrder: 'Descending', MaxResults: 1 },
      [3],
    ],
    ['by the ARN of their group', { ModelPackageGroupName: GROUP_ARN, MaxResults: 1 }, [1]],
    ['as versioned ones', { ModelPackageType: 'Versioned', MaxResults: 1 }, [1]],
    ['as unversioned ones, which do not exist here', { ModelPackageType: 'Unversioned' }, []],
    ['by a part of their name', { NameContains: 'ngui', MaxResults: 1 }, [1]],
    ['by what is no part of it', { NameContains: 'adelie' }, []],
    ['of no group, which are unversioned', { ModelPackageGroupName: undefined }, []],
    [
      'of all groups, by name',
      {
        ModelPackageGroupName: undefined,
        ModelPackageType: 'Both',
        SortBy: 'Name',
        SortOrder: 'Descending',
        MaxResults: 3,
      },
      [1, 11, 10],
    ],
  ])('lists them %s', async (_how, input, versions) => {
    expect(await registry.versions(input)).toEqual(versions);
  });

  it('lists them by the time of their creation', async () => {
    const before = await registry.versions({ CreationTimeBefore: middle });
    const after = await registry.versions({ CreationTimeAfter: middle });

    expect(before).toEqual([1, 2, 3, 4, 5]);
    expect(after).toEqual([7, 8, 9, 10, 11]);
  });

  it('shows each without a name and without metrics', async () => {
    const [first] = await registry.list({ MaxResults: 1 });

    expect(first).toEqual({
      ModelPackageGroupName: GROUP,
      ModelPackageVersion: 1,
      ModelPackageArn: versionArn(1),
      CreationTime: expect.any(Date),
      ModelPackageStatus: 'Completed',
      ModelApprovalStatus: 'PendingManualApproval',
    });
  });

  it('goes on from page to page', async () => {
    const pages: number[] = [];
    const { client } = registry;
    const input = { ModelPackageGroupName: GROUP };
    for await (const { ModelPackageSummaryList = [] } of paginateListModelPackages({ client, pageSize: 4 }, input)) {
      pages.push(ModelPackageSummaryList.length);
    }

    expect(pages).toEqual([4, 4, 3]);
  });

  it.each([versionArn(2), 'penguins/2', 'PENGUINS/2'])('describes one by %s', async (name) => {
    expect(await registry.describe(name)).toMatchObject({ ModelPackageArn: versionArn(2) });
  });

  it.each([GROUP, GROUP_ARN])('describes a group by %s', async (ModelPackageGroupName) => {
    const group = await registry.client.send(new DescribeModelPackageGroupCommand({ ModelPackageGroupName }));

    expect(group).toMatchObject({
      ModelPackageGroupName: GROUP,
      ModelPackageGroupArn: GROUP_ARN,
      ModelPackageGroupStatus: 'Completed',
      CreatedBy: { IamIdentity: { Arn: 'arn:aws:iam::123456789012:user/emma' } },
    });
  });

  it.each<[ListModelPackageGroupsCommandInput, string[]]>([
    [{}, [GROUP, 'adelie']],
    [{ SortOrder: 'Descending' }, ['adelie', GROUP]],
    [{ NameContains: 'ade' }, ['adelie']],
    [{ MaxResults: 1 }, [GROUP]],
  ])('lists groups by %j', async (input, names) => {
    const { ModelPackageGroupSummaryList = [] } = await registry.client.send(new ListModelPackageGroupsCommand(input));

    expect(ModelPackageGroupSummaryList.map(({ ModelPackageGroupName }) => ModelPackageGroupName)).toEqual(names);
  });
});
