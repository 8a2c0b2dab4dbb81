import { z } from 'zod';
import { type ReadTestCase, ReportFormatError, type TestStatus } from './test-case';

/**
 * Reads the JSON that Cucumber's `json` formatters write: features, their elements, and the steps of these. What
 * CodeBuild makes of it is not documented (unverified): here each scenario is a test case, named after itself, in a suite
 * named after its feature, with the feature's file as prefix.
 * @throws ReportFormatError
 */
export function readCucumber(json: string): ReadTestCase[] {
  const features = document.safeParse(parsed(json));
  if (!features.success) throw new ReportFormatError(z.prettifyError(features.error));
  return features.data.flatMap(scenariosOf);
}

const result = z.object({
  status: z.string(),
  /** Nanoseconds. */
  duration: z.number().nonnegative().default(0),
  error_message: z.string().default(''),
});
const hooks = z.array(z.object({ result: result.optional() })).default([]);
const step = z.object({ result: result.optional(), before: hooks, after: hooks });
const element = z.object({
  name: z.string().default(''),
  type: z.string().default('scenario'),
  before: hooks,
  steps: z.array(step).default([]),
  after: hooks,
});
const feature = z.object({
  name: z.string().default(''),
  uri: z.string().default(''),
  elements: z.array(element).default([]),
});
const document = z.array(feature);

type Result = z.output<typeof result>;

function scenariosOf({ name: suite, uri: prefix, elements }: z.output<typeof feature>): ReadTestCase[] {
  const cases: ReadTestCase[] = [];
  // A background is written before each scenario that it belongs to.
  let background: Result[] = [];
  for (const { name, type, ...scenario } of elements) {
    const results = [...background, ...resultsOf(scenario)];
    background = type === 'background' ? results : [];
    if (type !== 'background') cases.push({ suite, prefix, name, ...summaryOf(results) });
  }
  return cases;
}

function resultsOf({ before, steps, after }: Pick<z.output<typeof element>, 'before' | 'steps' | 'after'>): Result[] {
  const withHooks = steps.flatMap((one) => [...one.before, one, ...one.after]);
  return [...before, ...withHooks, ...after].flatMap((one) => one.result ?? []);
}

function summaryOf(results: readonly Result[]): Pick<ReadTestCase, 'status' | 'durationInNanoSeconds' | 'message'> {
  return {
    status: statusOf(new Set(results.map(({ status }) => status))),
    durationInNanoSeconds: results.reduce((sum, { duration }) => sum + Math.round(duration), 0),
    message: results.flatMap(({ error_message }) => error_message || []).join('\n'),
  };
}

/** Cucumber also has pending, undefined and ambiguous steps, and scenarios without any. */
function statusOf(steps: ReadonlySet<string>): TestStatus {
  if (steps.has('failed')) return 'FAILED';
  if (steps.size === 0 || [...steps].some((status) => status !== 'passed' && status !== 'skipped')) return 'UNKNOWN';
  return steps.has('skipped') ? 'SKIPPED' : 'SUCCEEDED';
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new ReportFormatError((error as Error).message, { cause: error });
  }
}
