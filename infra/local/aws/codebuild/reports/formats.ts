import { readCucumber } from './cucumber';
import { readJunit } from './junit';
import type { ReadTestCase } from './test-case';

const READERS = { JUNITXML: readJunit, CUCUMBERJSON: readCucumber };

/** A `file-format` of a buildspec that the local stack can read. */
export type ReportFormat = keyof typeof READERS;

export const REPORT_FORMATS = Object.keys(READERS) as ReportFormat[];

/** The format of that name, in whatever case. */
export function reportFormat(name: string): ReportFormat | undefined {
  return REPORT_FORMATS.find((format) => format === name.toUpperCase());
}

/** The test cases of one file. @throws ReportFormatError */
export function readTestFile(format: ReportFormat, text: string): ReadTestCase[] {
  return READERS[format](text);
}
