/** UNKNOWN is "a status other than" the rest (AWS CodeBuild User Guide, "Test report statuses"). */
export type TestStatus = 'SUCCEEDED' | 'FAILED' | 'ERROR' | 'SKIPPED' | 'UNKNOWN';

/** One test case of a report file, whatever the file's format. */
export interface ReadTestCase {
  suite: string;
  /** Class, module or file of the test. */
  prefix: string;
  name: string;
  status: TestStatus;
  durationInNanoSeconds: number;
  message: string;
}

/** A report file that cannot be read in the declared format. */
export class ReportFormatError extends Error {}
