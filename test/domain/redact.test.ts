import fc from 'fast-check';
import { isSecret, redact } from '../../src/domain/builds/redact';

const from = (alphabet: string, minLength: number, maxLength = minLength) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength, maxLength });
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const ALNUM = `${UPPER}abcdefghijklmnopqrstuvwxyz0123456789`;
const BASE64 = `${ALNUM}/+`;
const URLSAFE = `${ALNUM}_-`;
/** No space and no quotes: what a password looks like in a log. */
const PASSWORD = `${ALNUM}!#$%&()*+,-./:;<=>?@[]^_{|}~`;
const joined = (prefix: string, rest: fc.Arbitrary<string>) => rest.map((text) => [`${prefix}${text}`, text] as const);

/** Each makes a text with a secret in it, and the part that must not survive. */
const KINDS: Record<string, fc.Arbitrary<readonly [text: string, secret: string]>> = {
  'an AWS access key id': joined('AKIA', from(`${UPPER}234567`, 16)),
  'a temporary AWS access key id': joined('ASIA', from(`${UPPER}234567`, 16)),
  'a bare AWS secret key': from(BASE64, 38).map((text) => [`aA${text}`, text] as const),
  'an AWS session token': joined('IQoJb3JpZ2luX2Vj', from(BASE64, 60, 300)),
  'a Slack bot token': joined('xoxb-', from(`${ALNUM}-`, 24, 60)),
  'a Slack app token': joined('xapp-1-', from(`${ALNUM}-`, 24, 60)),
  'a Slack webhook': joined('https://hooks.slack.com/services/', from(`${ALNUM}/`, 20, 50)),
  'a GitHub token': joined('ghp_', from(ALNUM, 36)),
  'a fine-grained GitHub token': joined('github_pat_', from(`${ALNUM}_`, 40, 80)),
  'a Hugging Face token': joined('hf_', from(ALNUM, 34)),
  'a JSON Web Token': fc
    .tuple(from(URLSAFE, 20, 60), from(URLSAFE, 20, 60))
    .map(([claims, signature]) => [`eyJhbGciOiJIUzI1NiJ9.eyJ${claims}.${signature}`, signature] as const),
  'an Authorization header': joined('Authorization: Bearer ', from(URLSAFE, 12, 60)),
  'a basic Authorization header in JSON': from(BASE64, 12, 60).map(
    (text) => [`{"authorization": "Basic ${text}=="}`, text] as const,
  ),
  'a cookie': joined('Set-Cookie: session=', from(URLSAFE, 12, 60)),
  'a password in the environment': joined('DB_PASSWORD=', from(PASSWORD, 8, 40)),
  'a password in YAML': joined('password: ', from(PASSWORD, 8, 40)),
  'a token in JSON': from(PASSWORD, 8, 40).map((text) => [`{"api_token":"${text}","rows":3}`, text] as const),
  'a token in JSON inside JSON': from(ALNUM, 8, 40).map((text) => [`"{\\"token\\":\\"${text}\\"}"`, text] as const),
  'a password with spaces, in quotes': from(`${ALNUM} `, 12, 40).map(
    (text) => [`client_secret = 'x${text}x'`, `x${text}x`] as const,
  ),
  'an option of a command': joined('mysql --password ', from(`${ALNUM}!/+`, 8, 40)),
  'an address with credentials': from(`${ALNUM}!$*-._~`, 8, 40).map(
    (text) => [`postgres://penguin:${text}@db.example.com/penguins`, text] as const,
  ),
  'a signed address': joined('https://s3.example.com/a?X-Amz-Date=1&X-Amz-Signature=', from('0123456789abcdef', 64)),
  'a private key': from(BASE64, 120, 400).map((text) => {
    const body = (text.match(/.{1,64}/g) ?? []).join('\n');
    return [`-----BEGIN RSA PRIVATE KEY-----\n${body}\n-----END RSA PRIVATE KEY-----`, body] as const;
  }),
  'a private key that was cut off': from(BASE64, 120).map(
    (text) => [`-----BEGIN PRIVATE KEY-----\n${text}`, text] as const,
  ),
  'the end of a private key': from(BASE64, 64).map(
    (text) => [`${text}\n${text}\n-----END PRIVATE KEY-----`, text] as const,
  ),
};

const made = (kind: string) => {
  const arbitrary = KINDS[kind];
  if (!arbitrary) throw new Error(`no kind ${kind}`);
  return arbitrary;
};

/** What stands around a secret in a log. */
const words = fc.constantFrom('', 'error: ', '[12:00:01] ', '+ export ', 'epoch 3/10 loss=0.12 ', '(', '\t');

describe('taking secrets out of a text', () => {
  it.each(Object.keys(KINDS))('leaves nothing of %s', (kind) => {
    fc.assert(
      fc.property(words, made(kind), words, (before, [text, secret], after) => {
        const shown = redact(`first line\n${before}${text} ${after}\nlast line`);

        expect(shown).not.toContain(secret);
        expect(shown).toMatch(/^first line\n/);
        expect(shown).toContain('[redacted]');
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    'accuracy=0.97 macro_f1=0.95 rows=344',
    'tokens: 5120 per second, max_tokens=512, tokenizer: bert-base',
    'commit 4b825dc642cb6eb9a060e54bf8d69288fbee4904 by Emma',
    'digest sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    'arn:aws:iam::123456789012:role/penguins-build in us-east-1',
    'https://example.com/penguins?rows=3#top and emma@example.com',
    'File "/usr/lib/python3.11/site-packages/penguins/train.py", line 12, in main',
    '-----BEGIN CERTIFICATE-----',
    'AssertionError: 0.91 is below the gate 0.95',
  ])('leaves “%s” as it is', (line) => {
    expect(redact(line)).toBe(line);
  });

  it('keeps the name of what it takes out, and is done after one time', () => {
    const once = redact('DB_PASSWORD=hunter2 host=db');

    expect(once).toBe('DB_PASSWORD=[redacted] host=db');
    expect(redact(once)).toBe(once);
  });

  /** A pattern that goes back and forth over a line takes thousands of times as long for a long one. */
  it.each([
    'a'.repeat(500_000),
    'password'.repeat(60_000),
    '"'.repeat(500_000),
    `${'A1/'.repeat(13)}A `.repeat(12_000),
  ])('takes about as long for one long line as for many short ones (%#)', (line) => {
    const took = (text: string): number => {
      const began = performance.now();
      redact(text);
      return performance.now() - began;
    };
    const short = took(`${'a'.repeat(64)}\n`.repeat(line.length / 65));

    expect(took(line) / short).toBeLessThan(100);
  });

  it('knows a secret by its name or by its looks', () => {
    expect(isSecret('DB_PASSWORD', 'x')).toBe(true);
    expect(isSecret('NOTE', `ghp_${'a1'.repeat(18)}`)).toBe(true);
    expect(isSecret('ROWS', '344')).toBe(false);
  });
});
