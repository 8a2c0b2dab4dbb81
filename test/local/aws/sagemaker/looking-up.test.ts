import {
  DescribeModelPackageGroupCommand,
  ListModelPackageGroupsCommand,
  type ListModelPackageGroupsCommandInput,
  type ListModelPackagesCommandInput,
  paginateListModelPackages,
} from '@aws-sdk/client-sagemaker';
import { unprovokedErrors } from '../../../support/aws-schemas';
import { GROUP, GROUP_ARN, QUOTA, RegistryBench, versionArn } from './registry-bench';

describe('looking up the versions of a model', () => {
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

describe('what the model registry refuses', () => {
  let registry: RegistryBench;
  beforeEach(async () => {
    registry = await RegistryBench.start();
    await registry.create();
  });
  afterEach(() => registry.remove());

  const [ONE, NOPE] = [versionArn(1), versionArn(99)];
  const ELSEWHERE = 'arn:aws:sagemaker:eu-central-1:123456789012:model-package/penguins/1';
  const FOREIGN = 'arn:aws:sagemaker:us-east-1:210987654321:model-package/penguins/1';
  const many = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`key-${index}`, 'value']));
  const REFUSED: [string, string, () => Promise<unknown>, string][] = [
    ['CreateModelPackageGroup', 'ValidationException', () => registry.createGroup('penguins'), 'already exists'],
    [
      'CreateModelPackageGroup',
      'ValidationException',
      () => registry.createGroup('no_underscore'),
      'regular expression',
    ],
    ['CreateModelPackageGroup', 'ResourceLimitExceeded', fillGroups, 'service limit'],
    ['CreateModelPackage', 'ResourceLimitExceeded', fillVersions, 'service limit'],
    ['CreateModelPackage', 'ConflictException', () => createTwice('penguins', 'adelie'), 'token'],
    ['CreateModelPackage', 'ValidationException', () => create({ ModelPackageGroupName: 'nope' }), 'does not exist'],
    ['CreateModelPackage', 'ValidationException', () => create({ ModelPackageGroupName: undefined }), 'Missing ARN'],
    ['CreateModelPackage', 'ValidationException', () => create({ ModelPackageName: 'one' }), 'Both ModelPackageName'],
    ['CreateModelPackage', 'ValidationException', createUnversioned, 'in groups only'],
    ['CreateModelPackage', 'ValidationException', () => create({ Tags: [{ Key: 'a', Value: 'b' }] }), 'Tags'],
    ['CreateModelPackage', 'ValidationException', () => create({ CustomerMetadataProperties: many(51) }), '50'],
    ['DescribeModelPackage', 'ValidationException', () => registry.describe(NOPE), `ModelPackage ${NOPE} does not`],
    ['DescribeModelPackage', 'ValidationException', () => registry.describe('penguins'), 'does not exist'],
    ['DescribeModelPackage', 'ValidationException', () => registry.describe('penguins/01'), 'does not exist'],
    ['DescribeModelPackage', 'ValidationException', () => registry.describe(ELSEWHERE), 'region: us-east-1'],
    ['DescribeModelPackage', 'ValidationException', () => registry.describe(FOREIGN), 'account: 123456789012'],
    ['ListModelPackages', 'ValidationException', () => registry.list({ NextToken: 'garbage' }), 'token'],
    ['ListModelPackages', 'ValidationException', () => registry.list({ MaxResults: 101 }), "at 'MaxResults' failed"],
    ['ListModelPackages', 'ValidationException', () => registry.list({ ModelPackageGroupName: 'nope' }), 'not exist'],
    ['UpdateModelPackage', 'ValidationException', () => update({ ModelPackageArn: NOPE }), 'does not exist'],
    ['UpdateModelPackage', 'ValidationException', () => update({ ModelApprovalStatus: 'Maybe' as never }), 'enum'],
    ['UpdateModelPackage', 'ValidationException', () => update({ ApprovalDescription: 'a'.repeat(1025) }), '1024'],
    ['UpdateModelPackage', 'ValidationException', overfill, '50 customer metadata'],
    ['UpdateModelPackage', 'ConflictException', updateDifferently, 'token'],
  ];

  it.each(REFUSED)('%s is answered by %s', async (_operation, name, call, words) => {
    await expect(call()).rejects.toMatchObject({ name, message: expect.stringContaining(words) });
  });

  it('covers every documented error', () => {
    expect(
      unprovokedErrors(
        'sagemaker',
        REFUSED.map(([operation, code]) => [operation, code, 0]),
      ),
    ).toEqual([]);
  });

  const create = (input: Parameters<RegistryBench['create']>[0]) => registry.create(input);
  const update = (input: Partial<Parameters<RegistryBench['update']>[0]>) =>
    registry.update({ ModelPackageArn: ONE, ...input });

  async function fillGroups() {
    for (let count = 0; count < QUOTA; count += 1) await registry.createGroup(`group-${count}`);
  }

  async function fillVersions() {
    for (let count = 0; count < QUOTA; count += 1) await registry.create();
  }

  async function createTwice(...groups: string[]) {
    for (const ModelPackageGroupName of groups) await registry.create({ ModelPackageGroupName, ClientToken: 'same' });
  }

  async function createUnversioned() {
    await registry.create({ ModelPackageGroupName: undefined, ModelPackageName: 'penguins' });
  }

  async function overfill() {
    await update({ CustomerMetadataProperties: many(50) });
    await update({ CustomerMetadataProperties: { another: 'value' } });
  }

  async function updateDifferently() {
    await update({ ModelApprovalStatus: 'Approved', ClientToken: 'same' });
    await update({ ModelApprovalStatus: 'Rejected', ClientToken: 'same' });
  }
});
