import fc from 'fast-check';
import { brief, clean, code, cut, firstLine, link, md, mention, moment } from '../../src/slack/blocks';

describe('Slack markup', () => {
  it('escapes foreign text exactly once, in nested templates too', () => {
    const inner = md`from ${'<!channel> & <@U0CEO>'}`;

    const outer = md`*said* ${inner}`;

    expect(outer.text).toBe('*said* from &lt;!channel&gt; &amp; &lt;@U0CEO&gt;');
  });

  it('lets no foreign text open a Slack control sequence, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (foreign) => {
        const text = md`${foreign} ${code(foreign)} ${link('https://example.com/a', foreign)}`.text;

        const ours = text.replace(/<https:\/\/example\.com\/a\|[^<>]*>/, '');
        expect(ours).not.toMatch(/[<>]/);
      }),
    );
  });

  it.each([
    ['*bold* _it_ ~no~ `code`', '∗bold∗ ˍitˍ ∼no∼ ʼcodeʼ'],
    ['macro_f1 and 2*3 stay', 'macro_f1 and 2*3 stay'],
    ['_private', 'ˍprivate'],
    ['```', 'ʼʼʼ'],
  ])('lets foreign text format nothing: %j', (foreign, shown) => {
    expect(md`${foreign}`.text).toBe(shown);
    expect(code('_private *x*').text).toBe('`_private *x*`');
  });

  it('links only http and https addresses, and keeps the address from ending early', () => {
    expect(link('javascript:alert(1)', 'click').text).toBe('click');
    expect(link('https://x.example/a|b>c', 'log').text).toBe('<https://x.example/a%7Cb%3Ec|log>');
    expect(link(undefined, 'no address').text).toBe('no address');
  });

  it('mentions Slack user ids only', () => {
    expect(mention('U0ADA').text).toBe('<@U0ADA>');
    expect(mention('arn:aws:iam::1:user/eve').text).toBe('arn:aws:iam::1:user/eve');
  });

  it('keeps backticks from closing a code span', () => {
    expect(code('a`b\nc').text).toBe('`aʼb c`');
  });

  it('takes out control, bidirectional and zero-width characters, and keeps tabs and newlines', () => {
    expect(clean('a\u202Eb\u200Bc\u0000d\te\n')).toBe('abcd\te\n');
  });

  it('cuts by character, never through one', () => {
    expect(cut('👩‍🚀🚀🚀', 3)).toHaveLength([...'👩\u200D…'].join('').length);
    expect(cut('abcdef', 4)).toBe('abc…');
    expect(firstLine('subject\n\nbody')).toBe('subject');
  });

  it('gives a moment in the reader’s zone with a UTC fallback', () => {
    expect(moment(new Date('2026-11-24T10:00:00Z')).text).toBe(
      '<!date^1795514400^{date_short_pretty} at {time}|2026-11-24 10:00 UTC>',
    );
  });

  it('fits whatever it is into so many characters, and leaves what fits as it is', () => {
    expect(brief('short', 5)).toBe('short');
    expect(brief('longer', 5)).toBe('long…');
    expect(brief('&&', 9)).toBe('&…');
    expect(brief('🐧🐧🐧', 5)).toBe('🐧🐧…');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 40 }), (foreign, limit) => {
        expect(md`${brief(foreign, limit)}`.text.length).toBeLessThanOrEqual(limit);
      }),
    );
  });

  it('links no address that would fill a message', () => {
    expect(link(`https://x.example/${'a'.repeat(1000)}`, 'log').text).toBe('log');
  });
});
