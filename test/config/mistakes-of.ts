import { ConfigurationError } from '../../src/config/load';

/** The least that is a configuration. */
export const SIX_LINES = `channel: C012ABCDEF
roles:
  operator: everyone
  approver: [U012ABCDEF]
pipelines:
  fraud: {}
`;

/** The six lines with these keys of the pipeline, each on a line, and these of the whole workspace. */
export const fileWith = (ofPipeline: string[], ofWorkspace: string[] = []): string =>
  [
    ...SIX_LINES.trimEnd().split('\n').slice(0, 5),
    ofPipeline.length > 0 ? '  fraud:' : '  fraud: {}',
    ...ofPipeline.map((line) => `    ${line}`),
    ...ofWorkspace,
    '',
  ].join('\n');

/** What a configuration is refused with. */
export function mistakesOf(act: () => unknown): readonly string[] {
  try {
    act();
  } catch (error) {
    return mistakesIn(error);
  }
  throw new Error('nothing was refused');
}

/** The same of what reads it from where it is. */
export async function mistakesWhen(reading: Promise<unknown>): Promise<readonly string[]> {
  const error = await reading.then(
    () => new Error('nothing was refused'),
    (refused: unknown) => refused,
  );
  return mistakesIn(error);
}

function mistakesIn(error: unknown): readonly string[] {
  if (error instanceof ConfigurationError) return error.mistakes;
  throw error;
}
