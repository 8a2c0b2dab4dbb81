import type { AllMiddlewareArgs, AnyMiddlewareArgs } from '@slack/bolt';
import fc from 'fast-check';
import { slackCommands } from '../../src/build-slack';
import { createLog } from '../../src/log';
import { replyRefusals } from '../../src/slack/reply-refusals';
import { aPolicy } from '../support/builders/policies';
import { useCaseBench } from '../support/use-case-bench';

/** Slack's own tokens that an answer may hold: what we wrote ourselves, about people and places of the configuration. */
const OURS = /^<(?:@U0(?:ADA|EMMA|NOBODY)|#C0RELEASES|!date\^\d+\^[^|>]*\|[^>]*|https?:[^|>]*(?:\|[^>]*)?)>$/;
const EMMA = 'U0EMMA';
const NOBODY = 'U0NOBODY';

const verb = fc.constantFrom(
  ...['list', 'status', 'deploy', 'build', 'approve', 'reject', 'rollback', 'retry', 'stop', 'lock', 'unlock', 'logs'],
  ...['releases', 'audit', 'digest', 'whoami', 'help', 'DEPLOY', 'deplyo', 'rm'],
);
const name = fc.constantFrom('penguins', 'peng', 'p', 'pinguins', 'penguins-test', '__proto__', 'constructor', '');
const flag = fc.constantFrom(
  ...['--commit', '--branch', '--var', '--for', '--by', '--since', '--page', '--all', '--abandon', '--here', '--help'],
  ...['--', '-', '---', '—branch', '–var', '--commit=', '--var=', '--toString', '--__proto__=1'],
);
const value = fc.constantFrom(
  ...['c'.repeat(40), 'ccccccc', 'main', 'DATASET=s3', 'DATASET=', '=', '4h', '7d', '1', '-1', '99999', '1.4.0'],
  ...['<!channel>', '&lt;!here&gt;', '<@U0EVIL>', '<@U0EVIL|eve>', '<!subteam^S0EVIL>', '<#C0EVIL>', '`code`', '*b*'],
  ...['“quoted words”', '"open', "it's", '\u202Eevil', '\u0000', '\u200B', '&amp;lt;', '<https://evil.example|here>'],
);
const word = fc.oneof(
  { weight: 4, arbitrary: verb },
  { weight: 4, arbitrary: name },
  { weight: 3, arbitrary: flag },
  { weight: 4, arbitrary: value },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
);
/** Half of the texts look like commands, the rest like anything. */
const commandText = fc.oneof(
  fc
    .tuple(verb, name, fc.array(word, { maxLength: 5 }))
    .map(([first, second, rest]) => [first, second, ...rest].join(' ')),
  fc.array(word, { maxLength: 8 }).map((words) => words.join(' ')),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.string({ minLength: 1900, maxLength: 2100 }),
);

describe('ten thousand random texts after /mlpipeline', () => {
  const bench = useCaseBench(
    aPolicy({ roles: { viewer: 'everyone', operator: [EMMA], approver: ['U0ADA'], admin: ['U0ADA'] } }),
  );
  const { policies, ports, useCases, clock } = bench;
  const route = slackCommands({ policies, ports, useCases, now: clock.now });
  const dialogs: unknown[] = [];
  const client = {
    views: {
      open: async ({ view }: { view: unknown }) => {
        dialogs.push(view);
        return { view: { id: 'V1' } };
      },
      update: async ({ view }: { view: unknown }) => void dialogs.push(view),
    },
    chat: { postMessage: async () => ({ ok: true }) },
  };

  /** Types it as a person, through the middleware that Bolt has; returns all that comes back. */
  async function type(text: string, slackId: string): Promise<string> {
    const answers: unknown[] = [];
    const typed = {
      text,
      triggerId: 't',
      channelId: 'C0RELEASES',
      respond: async (answer: unknown) => void answers.push(answer),
      client,
      caller: { slackId, team: 'T0LOCAL' },
    };
    dialogs.length = 0;
    const args = { ...typed, next: () => route(typed as never) };
    await replyRefusals({ log: createLog('silent') })(args as unknown as AllMiddlewareArgs & AnyMiddlewareArgs);
    return JSON.stringify([...answers, ...dialogs]);
  }

  const effects = () =>
    bench.pipelines.starts.length + bench.pipelines.answers.length + bench.pipelines.rollbacks.length;

  beforeAll(async () => {
    await bench.released('the one in production');
    await bench.waitingApproval();
  });

  it('are all answered, without a mention, a format or an error of their own, and change only what was well asked', async () => {
    await fc.assert(
      fc.asyncProperty(commandText, fc.constantFrom(EMMA, NOBODY), async (text, person) => {
        const before = effects();
        clock.advance(11_000);

        const said = await type(text, person);

        expect(said).not.toBe('[]');
        expect(said).not.toMatch(/Something went wrong/);
        for (const [token] of said.matchAll(/<[^>]*>?/g)) expect(token).toMatch(OURS);
        if (effects() > before)
          expect([person, text]).toEqual([EMMA, expect.stringMatching(/^\s*["'“]?deploy["'”]?\s+["'“]*p/i)]);
      }),
      { numRuns: 10_000 },
    );
  });
});
