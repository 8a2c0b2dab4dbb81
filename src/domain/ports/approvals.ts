import type { Approval } from '../approvals/approval';

export interface Approvals {
  get(approvalId: string): Promise<Approval | undefined>;
  /**
   * Applies a pure change atomically (optimistic lock on `version`, which it raises by one) and returns what is stored.
   * The change may be called several times and may throw a Refusal; where it returns its argument, nothing is written.
   * @param known as it was read or stored a moment ago: saves reading it where nobody has changed it since
   */
  update(
    approvalId: string,
    change: (current: Approval | undefined) => Approval | undefined,
    known?: Approval,
  ): Promise<Approval | undefined>;
  /** Open approvals of one pipeline, oldest first. */
  open(pipeline: string): Promise<Approval[]>;
  /** Those of all pipelines, configured or not, by one query: oldest first within each. */
  openEverywhere(): Promise<Approval[]>;
  /** Answered ones of one pipeline whose answer the model registry may not hold yet (`unchecked`, `behind`), oldest first. */
  registryBehind(pipeline: string): Promise<Approval[]>;
}
