import fc from 'fast-check';

/** Everything that somebody outside may have written, as bad as they like. */
export const foreign = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.string({ maxLength: 3000 }),
  fc.constantFrom(
    '<!channel>',
    '<@U0EVIL> approved',
    '<https://evil.example|https://ci.example/run/42>',
    '*bold* _it_ ~x~ `code` ```block```',
    '&&&&&'.repeat(400),
    '\u202eright to left\u200b',
    'line\n'.repeat(300),
    '\\"'.repeat(900),
    '',
    '__proto__',
    'constructor',
  ),
);
