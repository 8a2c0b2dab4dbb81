import { excerptOf, readableLines } from '../../src/domain/builds/log-excerpt';

const numbered = (count: number, word = 'row') => Array.from({ length: count }, (_, index) => `${word} ${index + 1}`);
const agent = (text: string) => `[Container] 2026/03/02 09:00:00.000 ${text}`;

describe('the lines of a log as a person can read them', () => {
  it('shows what a terminal would show in the end: no colours, no bars that were overwritten, no controls', () => {
    const log =
      '\u001b[31mred\u001b[0m\u001b]0;title\u0007\r\n 10%|#   |\r 55%|##  |\rdone\r\n\u202Eevil\u0000 <!channel>\n';

    expect(readableLines(log)).toEqual(['red', 'done', 'evil <!channel>', '']);
  });

  it('keeps what is indented where it is, and what a line said before blanks went over it', () => {
    expect(readableLines('  raise ValueError   \ndone\r   \n')).toEqual(['  raise ValueError', 'done', '']);
  });

  it('finds a secret that colours or controls cut in two', () => {
    const [line] = readableLines('ghp_\u001b[1mabcdefghijklmnop\u200Bqrstuvwxyz0123456789\n');

    expect(line).toBe('[redacted]');
  });
});

describe('the excerpt of a log', () => {
  it('is the log itself where that is short', () => {
    expect(excerptOf(['one', '', '   ', 'two'])).toEqual(['one', 'two']);
  });

  it('is the end of a long one, with a mark of what was left out', () => {
    const excerpt = excerptOf(numbered(100));

    expect(excerpt).toHaveLength(21);
    expect(excerpt[0]).toBe('…');
    expect(excerpt.at(-1)).toBe('row 100');
  });

  it('marks also that one line alone was left out', () => {
    expect(excerptOf(numbered(20))).toEqual(numbered(20));
    expect(excerptOf(numbered(21))).toEqual(['…', ...numbered(21).slice(1)]);
  });

  it('keeps the first error, however long ago', () => {
    const lines = [...numbered(5), 'ERROR: flipper_length is missing', ...numbered(100)];

    expect(excerptOf(lines).slice(0, 3)).toEqual(['…', 'ERROR: flipper_length is missing', '…']);
  });

  it.each(['0 errors, 0 failed', 'test_nothing_is_an_error (tests.ErrorTest) ... ok', 'test_ValueError PASSED'])(
    'does not take good news for an error: %s',
    (line) => {
      expect(excerptOf([line, ...numbered(100)])).not.toContain(line);
    },
  );

  it('keeps the end of a Python traceback: the exception, and the place that raised it', () => {
    const traceback = [
      'Traceback (most recent call last):',
      '  File "train.py", line 10, in <module>',
      '    main()',
      '  File "train.py", line 7, in main',
      '    raise ValueError("no rows")',
      'ValueError: no rows',
    ];

    const excerpt = excerptOf([...traceback, ...numbered(100)]);

    expect(excerpt).toEqual(expect.arrayContaining(traceback.slice(3)));
    expect(excerpt).toContain('Traceback (most recent call last):');
    expect(excerpt).not.toContain('    main()');
  });

  it('finds where an indented traceback ends', () => {
    const traceback = [
      '  Traceback (most recent call last):',
      '    File "a.py", line 1',
      '      run()',
      '  KeyError: 1',
    ];

    expect(excerptOf([...traceback, ...numbered(100, '  row')])).toEqual(expect.arrayContaining(traceback.slice(1)));
  });

  it('is of the failed phase, not of what ran after it', () => {
    const log = [
      agent('Entering phase PRE_BUILD'),
      'installed',
      agent('Entering phase BUILD'),
      agent('Running command python3 train.py'),
      'no such file',
      agent('Command did not exit successfully python3 train.py exit status 2'),
      agent('Phase complete: BUILD State: FAILED'),
      agent('Entering phase POST_BUILD'),
      'tidied up',
    ];

    expect(excerptOf(log, 'BUILD')).toEqual(['no such file']);
  });

  it('is of a phase that began the log, and takes nobody’s word but CodeBuild’s for its end', () => {
    const log = [agent('Entering phase BUILD'), 'Phase complete: BUILD soon', 'exit 1'];
    const tidied = [agent('Phase complete: BUILD State: FAILED'), 'tidied up'];

    expect(excerptOf([...log, ...tidied], 'BUILD')).toEqual(log.slice(1));
  });

  it('is of a phase to the end of the log where nothing tells that it ended', () => {
    const log = ['installed', agent('Entering phase BUILD'), 'epoch 1', 'epoch 2'];

    expect(excerptOf(log, 'BUILD')).toEqual(['epoch 1', 'epoch 2']);
  });

  it('is of all phases where the one that failed has printed nothing', () => {
    const silent = [agent('Entering phase BUILD'), '  ', agent('Running command false')];

    expect(excerptOf(['no disk left', ...silent], 'BUILD')).toEqual(['no disk left']);
  });

  it('is CodeBuild’s own words where nothing else was said', () => {
    const log = [agent('Waiting for agent ping'), agent('Phase context status code: YAML_FILE_ERROR Message: line 3')];

    expect(excerptOf(log, 'DOWNLOAD_SOURCE').at(-1)).toBe('Phase context status code: YAML_FILE_ERROR Message: line 3');
  });

  it('leaves progress bars out', () => {
    expect(excerptOf(['downloading', ' 42%|████▎     | 42/100', '=========>', '====================', 'done'])).toEqual(
      ['downloading', '=========>', 'done'],
    );
  });

  it('cuts a line that nobody would read to its end, and no character in two', () => {
    const [line] = excerptOf(['🐧'.repeat(5_000)]);

    expect([...(line ?? '')]).toHaveLength(240);
    expect(excerptOf(['x'.repeat(240)])).toEqual(['x'.repeat(240)]);
    expect(line).toBe(`${'🐧'.repeat(239)}…`);
  });
});
