import type { CreateModelPackageCommandInput } from '@aws-sdk/client-sagemaker';
import { GROUP, RegistryBench, versionArn } from './registry-bench';

const USER = { IamIdentity: { Arn: 'arn:aws:iam::123456789012:user/emma', PrincipalId: 'emma' } };
const SPECIFICATION = {
  Containers: [
    { Image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/penguins:1', ModelDataUrl: 's3://models/1.tar.gz' },
  ],
  SupportedContentTypes: ['text/csv'],
  SupportedResponseMIMETypes: ['text/csv'],
};
const MODEL: CreateModelPackageCommandInput = {
  ModelPackageDescription: 'With the length of the bill',
  InferenceSpecification: SPECIFICATION,
  MetadataProperties: { CommitId: '4b825dc642cb6eb9a060e54bf8d69288fbee4904' },
  ModelMetrics: { ModelQuality: { Statistics: { ContentType: 'application/json', S3Uri: 's3://models/1.json' } } },
  CustomerMetadataProperties: { accuracy: '0.988', digest: 'sha256:1' },
};

describe('registering and approving a version of a model: CreateModelPackage, UpdateModelPackage', () => {
  let registry: RegistryBench;
  beforeEach(async () => {
    registry = await RegistryBench.start();
  });
  afterEach(() => registry.remove());

  it('gives it the next number, and waits for a person', async () => {
    await registry.create();

    const arn = await registry.create(MODEL);

    expect(arn).toBe(versionArn(2));
    expect(await registry.describe(arn)).toEqual({
      $metadata: expect.anything(),
      ...MODEL,
      ModelPackageName: GROUP,
      ModelPackageGroupName: GROUP,
      ModelPackageVersion: 2,
      ModelPackageArn: arn,
      CreationTime: expect.any(Date),
      CreatedBy: USER,
      ModelPackageStatus: 'Completed',
      ModelPackageStatusDetails: { ValidationStatuses: [], ImageScanStatuses: [] },
      ModelApprovalStatus: 'PendingManualApproval',
      CertifyForMarketplace: false,
    });
  });

  it('may be registered as approved', async () => {
    const arn = await registry.create({ ModelApprovalStatus: 'Approved' });

    expect(await registry.describe(arn)).toMatchObject({ ModelApprovalStatus: 'Approved' });
    expect(registry.bench.events[0]?.detail).toMatchObject({ ModelApprovalStatus: 'Approved' });
  });

  it('is told by an event', async () => {
    const arn = await registry.create(MODEL);

    expect(registry.bench.events).toEqual([
      {
        version: '0',
        id: expect.any(String),
        'detail-type': 'SageMaker Model Package State Change',
        source: 'aws.sagemaker',
        account: '123456789012',
        time: expect.any(String),
        region: 'us-east-1',
        resources: [arn],
        detail: {
          ModelPackageGroupName: GROUP,
          ModelPackageVersion: 1,
          ModelPackageArn: arn,
          ModelPackageDescription: 'With the length of the bill',
          CreationTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
          InferenceSpecification: SPECIFICATION,
          ModelPackageStatus: 'Completed',
          ModelPackageStatusDetails: { ValidationStatuses: [], ImageScanStatuses: [] },
          CertifyForMarketplace: false,
          ModelApprovalStatus: 'PendingManualApproval',
          MetadataProperties: MODEL.MetadataProperties,
          ModelMetrics: MODEL.ModelMetrics,
          LastModifiedTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        },
      },
    ]);
  });

  it.each(['Approved', 'Rejected'] as const)('is answered with %s, by whom and why, and told', async (answer) => {
    const arn = await registry.create();
    registry.bench.clock.advance(60_000);

    await registry.update({ ModelPackageArn: arn, ModelApprovalStatus: answer, ApprovalDescription: 'Ada: good' });

    const { CreationTime, ...version } = await registry.describe(arn);
    expect(version).toMatchObject({
      ModelApprovalStatus: answer,
      ApprovalDescription: 'Ada: good',
      LastModifiedBy: USER,
    });
    expect(version.LastModifiedTime?.getTime()).toBeGreaterThanOrEqual((CreationTime?.getTime() ?? 0) + 60_000);
    expect(registry.bench.events[1]).toMatchObject({ resources: [arn], detail: { ModelApprovalStatus: answer } });
    expect(registry.bench.events[1]?.detail.LastModifiedTime).not.toBe(registry.bench.events[1]?.detail.CreationTime);
  });

  it('is told once where two people give the same answer, and twice where they do not', async () => {
    const ModelPackageArn = await registry.create();
    const answer = (ModelApprovalStatus: 'Approved' | 'Rejected') =>
      registry.update({ ModelPackageArn, ModelApprovalStatus });

    await answer('Approved');
    await answer('Approved');
    await answer('Rejected');

    expect(registry.bench.events.map(({ detail }) => detail.ModelApprovalStatus)).toEqual([
      'PendingManualApproval',
      'Approved',
      'Rejected',
    ]);
  });

  it('may be described anew without being answered, metadata key by key', async () => {
    const ModelPackageArn = await registry.create(MODEL);

    await registry.update({
      ModelPackageArn,
      ModelLifeCycle: { Stage: 'Staging', StageStatus: 'Deployed' },
      CustomerMetadataProperties: { accuracy: '0.99', commit: '4b825dc' },
      CustomerMetadataPropertiesToRemove: ['digest'],
      AdditionalInferenceSpecificationsToAdd: [{ Name: 'arm', Containers: [{ Image: 'penguins:arm' }] }],
    });

    const described = await registry.describe(ModelPackageArn);
    expect(described).toMatchObject({
      ModelApprovalStatus: 'PendingManualApproval',
      ModelPackageDescription: 'With the length of the bill',
      ModelLifeCycle: { Stage: 'Staging', StageStatus: 'Deployed' },
      AdditionalInferenceSpecifications: [{ Name: 'arm' }],
    });
    expect(described.CustomerMetadataProperties).toEqual({ accuracy: '0.99', commit: '4b825dc' });
    expect(registry.bench.events).toHaveLength(1);
  });

  it('is done once where a request comes twice with its token', async () => {
    const first = await registry.create({ ClientToken: 'one' });
    const again = await registry.create({ ClientToken: 'one' });
    const approve = { ModelPackageArn: first, ModelApprovalStatus: 'Approved', ClientToken: 'two' } as const;
    await registry.update(approve);
    await registry.update({ ModelPackageArn: first, ModelApprovalStatus: 'Rejected' });

    await registry.update(approve);

    expect(again).toBe(first);
    expect(await registry.versions()).toEqual([1]);
    expect(await registry.describe(first)).toMatchObject({ ModelApprovalStatus: 'Rejected' });
  });

  it('survives a restart, with the tokens', async () => {
    const arn = await registry.create({ ...MODEL, ClientToken: 'one' });
    await registry.update({ ModelPackageArn: arn, ModelApprovalStatus: 'Approved' });
    const before = await registry.describe(arn);

    await registry.bench.restart();

    const after = await registry.describe(arn);
    expect({ ...after, $metadata: 0 }).toEqual({ ...before, $metadata: 0 });
    expect(await registry.create({ ...MODEL, ClientToken: 'one' })).toBe(arn);
  });
});
