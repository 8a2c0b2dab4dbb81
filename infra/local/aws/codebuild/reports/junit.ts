import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { type ReadTestCase, ReportFormatError, type TestStatus } from './test-case';

/**
 * Reads the JUnit XML dialect that pytest, Maven, jest and others write: `testcase` elements in `testsuite` elements,
 * nested or not.
 * @throws ReportFormatError
 */
export function readJunit(xml: string): ReadTestCase[] {
  const validity = XMLValidator.validate(xml);
  if (validity !== true) throw new ReportFormatError(`line ${validity.err.line}: ${validity.err.msg}`);
  const document = parser.parse(xml) as JunitSuite;
  if (!document.testsuites && !document.testsuite) throw new ReportFormatError('no testsuites or testsuite element');
  return [...(document.testsuites ?? []), document].flatMap((root) => casesOf(root, ''));
}

interface JunitSuite {
  '@name'?: string;
  testsuites?: JunitSuite[];
  testsuite?: JunitSuite[];
  testcase?: JunitCase[];
}

interface JunitCase {
  '@name'?: string;
  '@classname'?: string;
  '@time'?: string;
  failure?: JunitDetail[];
  error?: JunitDetail[];
  skipped?: JunitDetail[];
}

/** An element without attributes is read as its text. */
type JunitDetail = string | { '@message'?: string; '#text'?: string };

const LISTS = new Set(['testsuites', 'testsuite', 'testcase', 'failure', 'error', 'skipped']);

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  isArray: (name, _path, _isLeaf, isAttribute) => !isAttribute && LISTS.has(name),
});

function casesOf(suite: JunitSuite, outerName: string): ReadTestCase[] {
  const name = suite['@name'] ?? outerName;
  const own = (suite.testcase ?? []).map((testCase) => caseOf(testCase, name));
  return [...own, ...(suite.testsuite ?? []).flatMap((inner) => casesOf(inner, name))];
}

function caseOf(testCase: JunitCase, suite: string): ReadTestCase {
  const { status, details } = outcomeOf(testCase);
  const seconds = Number((testCase['@time'] ?? '0').replaceAll(',', ''));
  return {
    suite,
    prefix: testCase['@classname'] ?? '',
    name: testCase['@name'] ?? '',
    status,
    durationInNanoSeconds: Number.isFinite(seconds) ? Math.round(seconds * 1e9) : 0,
    message: details.map(messageOf).join('\n'),
  };
}

function outcomeOf({ error, failure, skipped }: JunitCase): { status: TestStatus; details: JunitDetail[] } {
  if (error) return { status: 'ERROR', details: error };
  if (failure) return { status: 'FAILED', details: failure };
  if (skipped) return { status: 'SKIPPED', details: skipped };
  return { status: 'SUCCEEDED', details: [] };
}

function messageOf(detail: JunitDetail): string {
  return typeof detail === 'string' ? detail : (detail['@message'] ?? detail['#text'] ?? '');
}
