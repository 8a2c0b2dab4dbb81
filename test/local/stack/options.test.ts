import { join, resolve } from 'node:path';
import { parseOptions, UsageError } from '../../../infra/local/options';

it('starts on port 4300 with a bot and keeps its state in .mlpipeline', () => {
  const options = parseOptions([], {});

  expect(options).toEqual({
    port: 4300,
    state: '.mlpipeline',
    configuration: join(process.cwd(), 'infra/local/mlpipeline.yaml'),
    reset: false,
    bot: true,
    help: false,
  });
});

it('takes the port from PORT, and rather from --port', () => {
  expect(parseOptions([], { PORT: '5000' }).port).toBe(5000);
  expect(parseOptions(['--port', '6000'], { PORT: '5000' }).port).toBe(6000);
  expect(parseOptions(['--port=0'], {}).port).toBe(0);
});

it('understands the other flags', () => {
  const flags = ['--state', 'elsewhere', '--configuration', 'mine.yaml', '--reset', '--no-bot', '--help'];

  expect(parseOptions(flags, {})).toMatchObject({
    state: 'elsewhere',
    configuration: resolve('mine.yaml'),
    reset: true,
    bot: false,
    help: true,
  });
});

it.each([
  [['--prot', '1'], /Unknown option '--prot'/],
  [['4300'], /Unexpected argument '4300'/],
  [['--port', '70000'], /^The port must be a number from 0 to 65535, not '70000'\.$/],
  [['--port', '43o0'], /^The port must be/],
  [['--state', ''], /^--state needs a folder\.$/],
  [['--configuration', ''], /^--configuration needs a file\.$/],
])('refuses %j with one sentence', (argv, sentence) => {
  const parse = () => parseOptions(argv, {});

  expect(parse).toThrow(UsageError);
  expect(parse).toThrow(sentence);
});
