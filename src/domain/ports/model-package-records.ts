import type { ModelPackage } from '../model-packages/model-package';

/** Our records of model packages, per pipeline that claims their group. */
export interface ModelPackageRecords {
  get(pipeline: string, version: string): Promise<ModelPackage | undefined>;
  /** Applies a pure change atomically; see Executions.update. */
  update(
    pipeline: string,
    version: string,
    change: (current: ModelPackage | undefined) => ModelPackage | undefined,
  ): Promise<ModelPackage | undefined>;
  /** Those of a pipeline that wait for an answer, newest first. */
  waiting(pipeline: string, limit: number): Promise<ModelPackage[]>;
  /** Those that were answered, newest first. */
  answered(pipeline: string, limit: number): Promise<ModelPackage[]>;
}
