import type { Owner } from './owner';

/** CodeBuild, as far as evidence needs it. */
export interface Builds {
  /** Test results over all reports of a build; undefined where the build wrote none or is unknown. */
  testResults(buildId: string, owner: Owner): Promise<TestResults | undefined>;
}

export interface TestResults {
  passed: number;
  failed: number;
  skipped: number;
  /** Names of failing tests, at most ten. */
  failing: string[];
}
