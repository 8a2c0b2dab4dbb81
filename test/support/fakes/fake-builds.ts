import type { Builds, TestResults } from '../../../src/domain/ports/builds';

/** CodeBuild in memory: results are known of the builds that a test has named. */
export class FakeBuilds implements Builds {
  private readonly results = new Map<string, TestResults>();

  finished(buildId: string, results: TestResults): void {
    this.results.set(buildId, results);
  }

  async testResults(buildId: string): Promise<TestResults | undefined> {
    return structuredClone(this.results.get(buildId));
  }
}
