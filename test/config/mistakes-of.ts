import { ConfigurationError } from '../../src/config/load';

/** The least that is a configuration. */
export const SIX_LINES = `channel: C012ABCDEF
roles:
  operator: everyone
  approver: [U012ABCDEF]
pipelines:
  fraud: {}
`;

/** What a configuration is refused with. */
export function mistakesOf(act: () => unknown): readonly string[] {
  try {
    act();
  } catch (error) {
    if (error instanceof ConfigurationError) return error.mistakes;
    throw error;
  }
  throw new Error('nothing was refused');
}
