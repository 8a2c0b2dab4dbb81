import type { Build } from '../builds/build';

/** Our records of builds outside pipelines. */
export interface BuildRecords {
  get(buildId: string): Promise<Build | undefined>;
  /** Applies a pure change atomically; see Executions.update. */
  update(buildId: string, change: (current: Build | undefined) => Build | undefined): Promise<Build | undefined>;
  /** Builds of a project by start, newest first. */
  newest(project: string, limit: number): Promise<Build[]>;
}
