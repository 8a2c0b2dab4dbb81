import type { AllMiddlewareArgs, AnyMiddlewareArgs } from '@slack/bolt';
import fc from 'fast-check';
import { registerSlack } from '../../src/build-slack';
import { createLog } from '../../src/log';
import { createMetrics } from '../../src/metrics';
import type { SlackConnection } from '../../src/slack/bolt-app';
import { replyRefusals } from '../../src/slack/reply-refusals';
import { aPolicy } from '../support/builders/policies';
import { Mortal } from '../support/fakes/mortal';
import { unsentPictures } from '../support/unsent-pictures';
import { type UseCaseBench, useCaseBench } from '../support/use-case-bench';

/** Slack's own tokens that an answer may hold: what we wrote ourselves, about people and places of the configuration. */
const OURS = /^<(?:@U0(?:ADA|EMMA|NOBODY)|#C0(?:RELEASES|TEAM)|!date\^\d+\^[^|>]*\|[^>]*|https?:[^|>]*(?:\|[^>]*)?)>$/;
const EMMA = 'U0EMMA';
const ADA = 'U0ADA';
const NOBODY = 'U0NOBODY';

/** Members of blocks that nobody is shown. */
const HIDDEN = ['value', 'private_metadata'];

/** The only texts by which each of them may change anything, once what nobody sees is taken out. */
const MAY_ACT: Record<string, RegExp> = {
  [EMMA]: /^\W*(deploy|build|retry|stop|subscribe|unsubscribe|releases)\b.*\bp/is,
  [ADA]: /^\W*(un)?lock\b.*\bp/is,
};
const visible = (text: string): string => text.replace(/(?!\s)[\p{Cc}\p{Cf}]/gu, '');

const verb = fc.constantFrom(
  ...['list', 'status', 'deploy', 'build', 'approve', 'reject', 'rollback', 'retry', 'stop', 'lock', 'unlock', 'logs'],
  ...[
    'releases',
    'audit',
    'digest',
    'whoami',
    'subscribe',
    'unsubscribe',
    'mute',
    'unmute',
    'help',
    'DEPLOY',
    'deplyo',
    'rm',
  ],
);
const name = fc.constantFrom('penguins', 'peng', 'p', 'pinguins', 'penguins-test', '__proto__', 'constructor', '');
const flag = fc.constantFrom(
  ...[
    '--commit',
    '--branch',
    '--var',
    '--for',
    '--by',
    '--since',
    '--action',
    '--day',
    '--csv',
    '--before',
    '--anchor',
    '--page',
    '--all',
    '--abandon',
    '--here',
    '--mark',
    '--help',
  ],
  ...['--', '-', '---', '—branch', '–var', '--commit=', '--var=', '--toString', '--__proto__=1'],
);
const value = fc.constantFrom(
  ...[
    'c'.repeat(40),
    'ccccccc',
    'main',
    'failures',
    'bad',
    'releases',
    'DATASET=s3',
    'DATASET=',
    '=',
    '4h',
    '7d',
    'yesterday',
    '2026-03-01',
    'approval.approved',
    '1',
    '-1',
    '99999',
    '1.4.0',
  ],
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

type Listener = (args: unknown) => Promise<void>;

/** What registers with Bolt, without a Bolt: ten thousand times through its HTTP client would be a test of that. */
function listenersOf() {
  let command: Listener | undefined;
  const app = {
    command: (_name: string, listener: Listener) => {
      command = listener;
    },
    ...{ action: () => undefined, view: () => undefined, event: () => undefined },
  };
  return {
    connection: { app } as unknown as SlackConnection,
    command(): Listener {
      if (!command) throw new Error('nobody listens to the command');
      return command;
    },
  };
}

describe('ten thousand random texts after /mlpipeline', () => {
  const log = createLog('silent');
  let bench: UseCaseBench;
  let listener: Listener;
  let life: Mortal;
  let texts = 0;
  const dialogs: unknown[] = [];
  const client = {
    views: {
      open: async ({ view }: { view: unknown }) => {
        dialogs.push(view);
        return { view: { id: 'V1' } };
      },
      update: async ({ view }: { view: unknown }) => void dialogs.push(view),
    },
    chat: { postMessage: async () => ({ ok: true, channel: 'D1' }) },
    filesUploadV2: async () => ({ ok: true }),
  };

  /** Types it as a person, through the middleware and the listener that Bolt has; returns all that comes back. */
  async function type(text: string, user_id: string): Promise<string> {
    const answers: unknown[] = [];
    const callsBefore = life.calls.length;
    const callsWhenAcknowledged: number[] = [];
    const typed = {
      command: { text, user_id, team_id: 'T0LOCAL', trigger_id: 't', channel_id: 'C0TEAM' },
      ack: async () => void callsWhenAcknowledged.push(life.calls.length - callsBefore),
      respond: async (answer: unknown) => void answers.push(answer),
      client,
    };
    dialogs.length = 0;
    const args = { ...typed, next: () => listener(typed) };
    await replyRefusals({ log, metrics: createMetrics() })(args as unknown as AllMiddlewareArgs & AnyMiddlewareArgs);
    // In time, whatever it costs: once, and before anything is read or asked anywhere.
    expect(callsWhenAcknowledged).toEqual([0]);
    return JSON.stringify([...answers, ...dialogs], (key, shown) => (HIDDEN.includes(key) ? undefined : shown));
  }

  const effects = () => {
    const { starts, answers, rollbacks, transitions, retries, stops } = bench.pipelines;
    return [starts, answers, rollbacks, transitions, retries, stops, bench.builds.starts, bench.notices.posted].flat()
      .length;
  };

  /** A history of thousands of executions would be about something else, and slow. */
  async function freshEvery(count: number): Promise<void> {
    if (texts++ % count > 0) return;
    const roles = { viewer: 'everyone', operator: [EMMA], approver: [ADA], admin: [ADA] } as const;
    bench = useCaseBench(aPolicy({ roles }));
    life = new Mortal();
    const ports = life.through(bench.ports);
    const listening = listenersOf();
    const useCases = bench.processOver(ports);
    const pictures = await unsentPictures();
    registerSlack(listening.connection, {
      ...{ ...bench, ports, useCases, pictures, now: bench.clock.now },
      openHome: async () => undefined,
    });
    listener = listening.command();
    await bench.released('the one in production');
    await bench.waitingApproval();
    bench.pipelines.failed('the one that failed');
  }

  it('are all answered, without a mention, a format or an error of their own, and change only what was well asked', async () => {
    await fc.assert(
      fc.asyncProperty(commandText, fc.constantFrom(EMMA, ADA, NOBODY), async (text, person) => {
        await freshEvery(250);
        const before = effects();
        bench.clock.advance(11_000);

        const said = await type(text, person);

        expect(said).not.toBe('[]');
        expect(said).not.toMatch(/Something went wrong/);
        for (const [token] of said.matchAll(/<[^>]*>?/g)) expect(token).toMatch(OURS);
        if (effects() > before) expect(visible(text)).toMatch(MAY_ACT[person] ?? /^$/);
      }),
      { numRuns: 10_000, seed: 90_339_970 },
    );
  });
});
