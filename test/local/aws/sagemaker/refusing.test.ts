import { unprovokedErrors } from '../../../support/aws-schemas';
import { QUOTA, RegistryBench, versionArn } from './registry-bench';

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
