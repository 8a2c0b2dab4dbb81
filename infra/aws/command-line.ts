import { parseArgs } from 'node:util';
import { ConfigurationError } from '../../src/config/load';
import { CONTEXT_KEYS } from './settings';

/**
 * Context by its keys, from `--context key=value` or `-c key=value`; the last of a key counts.
 * @throws ConfigurationError with everything on the command line that is something else
 */
export function contextIn(args: string[]): Record<string, string> {
  const options = { context: { type: 'string', short: 'c', multiple: true } } as const;
  // Not strict: parseArgs would throw at the first, in words that do not tell what to do.
  const { tokens } = parseArgs({ args, options, strict: false, allowPositionals: true, tokens: true });
  const read = tokens.map((token) => {
    if (token.kind === 'positional')
      return `${token.value}: say what it is, such as --context configuration=mlpipeline.yaml`;
    if (token.kind === 'option-terminator') return '--: there is nothing that may follow it';
    if (token.name !== 'context') return unknown(token.rawName, token.name, token.value);
    const [key = '', ...value] = (token.value ?? '').split('=');
    if (!key || value.length === 0) return `${token.rawName} ${token.value ?? ''}`.trim().concat(': must be key=value');
    return [key, value.join('=')] as const;
  });
  const mistakes = read.filter((one) => typeof one === 'string');
  if (mistakes.length > 0) throw new ConfigurationError('The command line', mistakes);
  return Object.fromEntries(read.filter((one) => typeof one !== 'string'));
}

function unknown(option: string, name: string, value: string | undefined): string {
  const meant = CONTEXT_KEYS.includes(name)
    ? `; did you mean --context ${name}=${value ?? '…'}?`
    : ', only --context key=value';
  return `${option}: there is no such option${meant}`;
}
