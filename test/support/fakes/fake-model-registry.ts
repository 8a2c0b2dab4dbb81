import type { ModelPackageFacts } from '../../../src/domain/model-packages/model-package';
import { type ModelRegistry, WAITING_LIMIT } from '../../../src/domain/ports/model-registry';

/** SageMaker's model registry in memory: versions are registered and answered by a test. */
export class FakeModelRegistry implements ModelRegistry {
  private readonly versions = new Map<string, ModelPackageFacts>();

  constructor(private readonly now: () => Date = () => new Date()) {}

  /** @returns its ARN */
  registered(group: string, rest: Partial<ModelPackageFacts> = {}): string {
    const version = String([...this.versions.values()].filter((one) => one.group === group).length + 1);
    const arn = `arn:aws:sagemaker:us-east-1:123456789012:model-package/${group}/${version}`;
    const at = this.now();
    this.versions.set(arn, {
      ...{ arn, group, version, status: 'pending', createdAt: at, modifiedAt: at, properties: {} },
      ...rest,
    });
    return arn;
  }

  answered(arn: string, status: 'approved' | 'rejected', rest: Partial<ModelPackageFacts> = {}): void {
    const known = this.versions.get(arn);
    if (!known) throw new Error(`no version ${arn}`);
    this.versions.set(arn, { ...known, status, modifiedAt: this.now(), ...rest });
  }

  async version(arn: string): Promise<ModelPackageFacts | undefined> {
    return structuredClone(this.versions.get(arn));
  }

  async waiting(group: string): Promise<string[]> {
    const waiting = [...this.versions.values()].filter((one) => one.group === group && one.status === 'pending');
    return waiting
      .map(({ arn }) => arn)
      .reverse()
      .slice(0, WAITING_LIMIT);
  }
}
