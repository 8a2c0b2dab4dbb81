import { parseOptions, UsageError } from '../../../infra/local/options';

it('starts on port 4300 with a bot and keeps its state in .mlpipeline', () => {
  const options = parseOptions([], {});

  expect(options).toEqual({ port: 4300, state: '.mlpipeline', reset: false, bot: true, help: false });
});

it('takes the port from PORT, and rather from --port', () => {
  expect(parseOptions([], { PORT: '5000' }).port).toBe(5000);
  expect(parseOptions(['--port', '6000'], { PORT: '5000' }).port).toBe(6000);
  expect(parseOptions(['--port=0'], {}).port).toBe(0);
});

it('understands the other flags', () => {
  const options = parseOptions(['--state', 'elsewhere', '--reset', '--no-bot', '--help'], {});

  expect(options).toMatchObject({ state: 'elsewhere', reset: true, bot: false, help: true });
});

it.each([
  [['--prot', '1'], /Unknown option '--prot'/],
  [['4300'], /Unexpected argument '4300'/],
  [['--port', '70000'], /^The port must be a number from 0 to 65535, not '70000'\.$/],
  [['--port', '43o0'], /^The port must be/],
  [['--state', ''], /^--state needs a folder\.$/],
])('refuses %j with one sentence', (argv, sentence) => {
  const parse = () => parseOptions(argv, {});

  expect(parse).toThrow(UsageError);
  expect(parse).toThrow(sentence);
});
