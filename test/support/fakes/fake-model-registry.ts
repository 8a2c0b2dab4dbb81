import { ApprovalNoLongerOpen } from '../../../src/domain/approvals/approval-errors';
import type { ModelPackageFacts } from '../../../src/domain/model-packages/model-package';
import { LIST_LIMIT, type ModelRegistry, type PackageAnswer } from '../../../src/domain/ports/model-registry';
import type { AnsweredApproval } from '../../../src/domain/ports/pipelines';

/** Whom the registry names for what the bot has done. */
const BOT = 'arn:aws:sts::123456789012:assumed-role/mlpipeline-bot/task';

/** SageMaker's model registry in memory: versions are registered and answered by a test. */
export class FakeModelRegistry implements ModelRegistry {
  /** Every UpdateModelPackage that took effect. */
  readonly answers: PackageAnswer[] = [];
  private readonly versions = new Map<string, ModelPackageFacts>();
  private readonly faults: { when: 'before' | 'after'; error: Error }[] = [];

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

  /** Its maker says something else of it, which no event tells. */
  corrected(arn: string, properties: Record<string, string>): void {
    const known = this.versions.get(arn);
    if (!known) throw new Error(`no version ${arn}`);
    this.versions.set(arn, { ...known, properties, modifiedAt: this.now() });
  }

  deleted(arn: string): void {
    this.versions.delete(arn);
  }

  /** The next answer fails, before or after its effect. */
  failNext(when: 'before' | 'after', error: Error = new Error('answer is out of order')): void {
    this.faults.push({ when, error });
  }

  async answer(answer: PackageAnswer): Promise<AnsweredApproval> {
    const fault = this.faults.shift();
    if (fault?.when === 'before') throw fault.error;
    const known = this.versions.get(answer.arn);
    if (!known) throw new ApprovalNoLongerOpen('there is no such version in the registry');
    if (known.status !== 'pending' && known.status !== answer.overrules) return { acceptedSummary: known.reason ?? '' };
    this.answers.push(answer);
    this.answered(answer.arn, answer.decision, { reason: answer.summary, modifiedBy: BOT });
    if (fault) throw fault.error;
    return { acceptedSummary: answer.summary, requestId: `request-${this.answers.length}` };
  }

  async version(arn: string): Promise<ModelPackageFacts | undefined> {
    return structuredClone(this.versions.get(arn));
  }

  async waiting(group: string): Promise<string[]> {
    const waiting = this.newestOf(group, ({ status }) => status === 'pending');
    return waiting.map(({ arn }) => arn);
  }

  async newest(group: string) {
    return this.newestOf(group, () => true).map(({ arn, status }) => ({ arn, status }));
  }

  private newestOf(group: string, isListed: (one: ModelPackageFacts) => boolean): ModelPackageFacts[] {
    const listed = [...this.versions.values()].filter((one) => one.group === group && isListed(one));
    return listed.reverse().slice(0, LIST_LIMIT);
  }
}
