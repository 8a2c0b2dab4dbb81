import {
  CreateModelPackageCommand,
  type CreateModelPackageCommandInput,
  CreateModelPackageGroupCommand,
  DescribeModelPackageCommand,
  ListModelPackagesCommand,
  type ListModelPackagesCommandInput,
  SageMakerClient,
  UpdateModelPackageCommand,
  type UpdateModelPackageCommandInput,
} from '@aws-sdk/client-sagemaker';
import { createSageMaker } from '../../../../infra/local/aws/sagemaker/sagemaker';
import { conforming } from '../../../support/aws-schemas';
import { ServiceBench } from '../service-bench';

export const QUOTA = 12;
export const GROUP = 'Penguins';
export const GROUP_ARN = 'arn:aws:sagemaker:us-east-1:123456789012:model-package-group/penguins';
export const versionArn = (version: number): string =>
  `arn:aws:sagemaker:us-east-1:123456789012:model-package/penguins/${version}`;

/** A registry with one empty group. */
export class RegistryBench {
  private constructor(
    readonly bench: ServiceBench,
    readonly client: SageMakerClient,
  ) {}

  static async start(): Promise<RegistryBench> {
    const bench = await ServiceBench.start(({ clock, emit, file }) => [
      createSageMaker({
        stateFile: file('sagemaker.json'),
        endpointFile: file('endpoints.json'),
        emit,
        clock,
        quota: QUOTA,
      }).service,
    ]);
    const registry = new RegistryBench(bench, conforming(new SageMakerClient(bench.client()), 'sagemaker'));
    await registry.createGroup(GROUP);
    return registry;
  }

  async remove(): Promise<void> {
    this.client.destroy();
    await this.bench.remove();
  }

  createGroup(ModelPackageGroupName: string) {
    return this.client.send(new CreateModelPackageGroupCommand({ ModelPackageGroupName }));
  }

  /** @returns the ARN of a new version, a second younger than what was before */
  async create(input: CreateModelPackageCommandInput = {}): Promise<string> {
    this.bench.clock.advance(1000);
    const command = new CreateModelPackageCommand({ ModelPackageGroupName: GROUP, ...input });
    return (await this.client.send(command)).ModelPackageArn ?? '';
  }

  describe(ModelPackageName: string) {
    return this.client.send(new DescribeModelPackageCommand({ ModelPackageName }));
  }

  update(input: UpdateModelPackageCommandInput) {
    return this.client.send(new UpdateModelPackageCommand(input));
  }

  async list(input: ListModelPackagesCommandInput = {}) {
    const command = new ListModelPackagesCommand({ ModelPackageGroupName: GROUP, ...input });
    return (await this.client.send(command)).ModelPackageSummaryList ?? [];
  }

  async versions(input: ListModelPackagesCommandInput = {}) {
    return (await this.list(input)).map(({ ModelPackageVersion }) => ModelPackageVersion);
  }
}
