/** Begins and ends what somebody wrote, so that a test finds it where it is shown. */
const EVERYTHING = [
  '<!channel> <!here> <@U0EVIL> <!subteam^S0EVIL> <#C0EVIL> <https://evil.example|ok> <mailto:a@evil.example|ok>',
  '&lt;!channel&gt; &amp;lt;@U0EVIL&amp;gt; *b* _i_ ~s~ `c` ```p``` > q',
  ':white_check_mark: "quoted" \'single\' \\" {{x}} %s %o',
].join(' ');

/** What people, branches, logs, variables and AWS may be made to say, by what it tries. */
export const HOSTILE_TEXTS = {
  'mentions, links and marks': EVERYTHING,
  'ten thousand characters': `${'<&>*_~`'.repeat(1_400)}${'x'.repeat(200)}`,
  'marks of direction, controls and half characters':
    '\u202Egnp.exe\u2066\u200B\u00AD\uFEFF\u0000\u0007\u001b[31mred\u001b]8;;https://evil.example\u0007link\u001b]8;;\u0007 \ud83d <!here>',
  'lines of their own':
    'a\n<!channel>\r\n*Approved* by <@U0EVIL>\n```\n{"level":30,"msg":"forged"}\n\u2028\u2029\u0085end',
  'a formula': '=HYPERLINK("https://evil.example","<!channel>")',
  'a page': '"><script>alert(1)</script><img src=x onerror=alert(1)><a href="javascript:alert(1)">x</a>]]>',
  'a key of every object': '__proto__',
  'a constructor': 'constructor',
  'emoji that are cut in two': '🐧'.repeat(3_000),
  'one word of three thousand ampersands': '&'.repeat(3_000),
  nothing: '',
  blanks: ' \t\n ',
} as const;

/** Slack: what somebody types into a reason holds at most so many characters. */
export const REASON_LENGTH = 1_000;
