import { format, inspect } from 'node:util';
import { serialize } from 'node:v8';
import { createLog } from '../src/log';
import { Secret } from '../src/secret';

const VALUE = '8f742231b10e8888abcd99yyyzzz85a5';
const secret = new Secret(VALUE);

describe('a secret', () => {
  it('is revealed to whoever asks for it by that word', () => {
    expect(secret.reveal()).toBe(VALUE);
  });

  it.each<[string, () => unknown]>([
    ['a template string', () => `${secret}`],
    ['a sum of strings', () => `token ${String(secret)}`],
    ['JSON', () => JSON.stringify({ settings: { secret } })],
    ['util.inspect, private parts included', () => inspect({ settings: [secret] }, { depth: null, showHidden: true })],
    ['printf', () => format('%s %j %o %O', secret, secret, secret, secret)],
    ['its properties', () => [...Object.entries(secret), ...Reflect.ownKeys(secret)].join()],
    ['a copy by spread', () => JSON.stringify({ ...secret })],
    ['a structured clone', () => inspect(structuredClone({ secret }), { depth: null })],
    ['what V8 sends to another process', () => serialize({ secret }).toString('latin1')],
    ['an error that carries it', () => inspect(Object.assign(new Error(`refused: ${secret}`), { secret }))],
    ['an error whose cause carries it', () => inspect(new Error('failed', { cause: { headers: { secret } } }))],
    ['a comparison that fails', () => failureOf(() => expect({ secret }).toEqual({ secret: 'another' }))],
    ['a log line', () => lineOf({ secret, deep: { settings: { secret } }, list: [secret] }, `with ${secret}`)],
  ])('is not in %s', (_where, written) => {
    expect(String(written())).not.toContain(VALUE);
  });
});

function lineOf(fields: object, message: string): string {
  const lines: string[] = [];
  createLog('info', { write: (line) => lines.push(line) }).info(fields, message);
  expect(lines).toHaveLength(1);
  return lines.join();
}

function failureOf(act: () => void): string {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it did not fail');
}
