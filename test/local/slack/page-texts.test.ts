import { readCsv } from '../../../infra/local/slack/ui/conversation/csv';
import { fromRichText, toRichText } from '../../../infra/local/slack/ui/elements/typed-rich-text';

const words = (text: string, style?: object) => ({ type: 'text', text, ...(style && { style }) });

describe('what people type into a rich text input', () => {
  it.each<[typed: string, elements: object[]]>([
    ['plain & <literal>', [{ type: 'rich_text_section', elements: [words('plain & <literal>')] }]],
    [
      '*bold _and italic_* `*code*`',
      [
        {
          type: 'rich_text_section',
          elements: [
            words('bold ', { bold: true }),
            words('and italic', { bold: true, italic: true }),
            words(' '),
            words('*code*', { code: true }),
          ],
        },
      ],
    ],
    [
      'see https://a.org :rocket:',
      [
        {
          type: 'rich_text_section',
          elements: [
            words('see '),
            { type: 'link', url: 'https://a.org' },
            words(' '),
            { type: 'emoji', name: 'rocket' },
          ],
        },
      ],
    ],
    [
      '- one\n- two\n1. first\n> said',
      [
        {
          type: 'rich_text_list',
          style: 'bullet',
          elements: ['one', 'two'].map((text) => ({ type: 'rich_text_section', elements: [words(text)] })),
        },
        {
          type: 'rich_text_list',
          style: 'ordered',
          elements: [{ type: 'rich_text_section', elements: [words('first')] }],
        },
        { type: 'rich_text_quote', elements: [words('said')] },
      ],
    ],
    ['```\n*as* it is\n```', [{ type: 'rich_text_preformatted', elements: [words('*as* it is')] }]],
  ])('%j becomes what Slack sends, and stands in the field again as it was typed', (typed, elements) => {
    const richText = toRichText(typed);

    expect(richText).toEqual({ type: 'rich_text', elements });
    expect(toRichText(fromRichText(richText))).toEqual(richText);
  });

  it('is nothing as long as it is white space', () => {
    expect(toRichText(' \n ')).toBeNull();
    expect(fromRichText(null)).toBe('');
  });
});

describe('the preview of a CSV file', () => {
  it('keeps commas and quotes of quoted cells, and empty cells', () => {
    expect(readCsv(['a,b,c\r', '"x, y","say ""hi""",'])).toEqual([
      ['a', 'b', 'c'],
      ['x, y', 'say "hi"', ''],
    ]);
  });
});
