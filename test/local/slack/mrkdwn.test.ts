import { formatDateToken } from '../../../infra/local/slack/ui/date-token';
import { type Inline, parseInline, parseMrkdwn } from '../../../infra/local/slack/ui/mrkdwn';

const text = (value: string): Inline => ({ kind: 'text', text: value });

describe('Slack markup on the page', () => {
  it.each<[markup: string, nodes: Inline[]]>([
    ['plain &amp; &lt;b&gt;', [text('plain & <b>')]],
    ['&amp;lt;', [text('&lt;')]],
    ['*bold*', [{ kind: 'bold', children: [text('bold')] }]],
    ['_it_ ~no~', [{ kind: 'italic', children: [text('it')] }, text(' '), { kind: 'strike', children: [text('no')] }]],
    ['*bold _both_*', [{ kind: 'bold', children: [text('bold '), { kind: 'italic', children: [text('both')] }] }]],
    ['2*3*4 a_b_c', [text('2*3*4 a_b_c')]],
    ['* not bold *', [text('* not bold *')]],
    ['`*code* &lt;`', [{ kind: 'code', text: '*code* <' }]],
    ['*a `b*` c*', [{ kind: 'bold', children: [text('a '), { kind: 'code', text: 'b*' }, text(' c')] }]],
    ['<https://a.b/?x=1&amp;y=2|label>', [{ kind: 'link', url: 'https://a.b/?x=1&y=2', text: 'label' }]],
    ['<javascript:alert(1)|click>', [text('click')]],
    ['see https://a.b/c.', [text('see '), { kind: 'link', url: 'https://a.b/c', text: 'https://a.b/c' }, text('.')]],
    ['<@U0ADA> <@U0BEN|ben>', [{ kind: 'user', id: 'U0ADA' }, text(' '), { kind: 'user', id: 'U0BEN', label: 'ben' }]],
    ['<#C0GENERAL>', [{ kind: 'channel', id: 'C0GENERAL' }]],
    ['<!channel>', [{ kind: 'broadcast', id: 'channel' }]],
    ['&lt;!channel&gt;', [text('<!channel>')]],
    ['<!date^60^{time}|soon>', [{ kind: 'date', at: 60, format: '{time}', fallback: 'soon' }]],
    [':rocket: 12:30:45', [{ kind: 'emoji', name: 'rocket' }, text(' 12'), { kind: 'emoji', name: '30' }, text('45')]],
    ['a < b', [text('a < b')]],
  ])('reads %s', (markup, nodes) => {
    expect(parseInline(markup)).toEqual(nodes);
  });

  it('leaves bare addresses alone where the text is verbatim', () => {
    expect(parseInline('https://a.b', true)).toEqual([text('https://a.b')]);
  });

  it('parts quotes, code blocks and paragraphs', () => {
    expect(parseMrkdwn('before\n> one\n&gt; two\nafter\n```\nx *y*\n```')).toEqual([
      { kind: 'paragraph', children: [text('before')] },
      { kind: 'quote', children: [text('one\ntwo')] },
      { kind: 'paragraph', children: [text('after\n')] },
      { kind: 'preformatted', text: 'x *y*' },
    ]);
  });

  it('writes moments relative to the reader’s day, and leaves unknown parts as they are', () => {
    const now = new Date(2026, 10, 20, 18, 0);

    expect(formatDateToken('{date_short_pretty}', new Date(2026, 10, 20, 9, 5), now)).toBe('today');
    expect(formatDateToken('since {date_pretty}', new Date(2026, 10, 19, 23, 59), now)).toBe('since yesterday');
    expect(formatDateToken('{date_num} {unknown}', new Date(2026, 0, 2), now)).toBe('2026-01-02 {unknown}');
    expect(formatDateToken('{ago}', new Date(2026, 10, 20, 17, 57), now)).toBe('3 minutes ago');
  });
});
