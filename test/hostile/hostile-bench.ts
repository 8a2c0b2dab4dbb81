import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { TEAM, TOKENS } from '../../infra/local/identity';
import type { AuditRecord } from '../../src/domain/audit/audit-chain';
import { createLog } from '../../src/log';
import { SIGNING_SECRET, startBotBench } from '../support/bot-bench';
import { aPolicy } from '../support/builders/policies';

/** Words that stand in every payload made here and in no log line. */
export const CANARY = 'canary-in-the-payload';

/** Each role has one person; nobody else may do anything but look. */
const ROLES = { viewer: 'everyone', operator: ['U0EMMA'], approver: ['U0ADA'], admin: ['U0BEN'] } as const;

/** Everybody who may not, in every way in which somebody may not. */
export const NOBODIES = {
  'a member without a role': { user: 'U0VERA' },
  'a guest': { user: 'U0GWEN' },
  'a guest of one channel': { user: 'U0SVEN' },
  'somebody who has left': { user: 'U0DORA' },
  'somebody of another workspace': { user: 'U0FELIX', team: 'T0PARTNER' },
  'somebody of another workspace with the id of an approver here': { user: 'U0ADA', team: 'T0PARTNER' },
  'somebody of another workspace with the id of an operator here': { user: 'U0EMMA', team: 'T0PARTNER' },
  'a bot': { user: 'U0MLPIPELINE' },
  'nobody whom Slack knows': { user: 'U0NOWHERE' },
} as const satisfies Record<string, Who>;

export interface Who {
  user: string;
  team?: string;
}

/** What the bot sent to an address that it was given for its answer. */
interface Answer {
  headers: IncomingHttpHeaders;
  body: string;
}

export type HostileBench = Awaited<ReturnType<typeof startHostileBench>>;

/** The bot with one approval open, one execution in production and one that failed, and everything that it does kept. */
export async function startHostileBench(mode: 'socket' | 'http' = 'socket') {
  const lines: string[] = [];
  const policy = aPolicy({ roles: ROLES });
  const bot = await startBotBench(policy, mode, createLog('info', { write: (line) => void lines.push(line) }));
  const answers: Answer[] = [];
  const answered = createServer(async (request, response) => {
    answers.push({ headers: request.headers, body: await text(request) });
    response.end('ok');
  }).listen(0, '127.0.0.1');
  await once(answered, 'listening');

  const { executionId: releasedId } = await bot.released('the one in production');
  bot.clock.advance(1_000);
  const { executionId: failedId } = bot.pipelines.failed('the one that failed');
  await bot.waiting();
  const [approval] = await bot.approvals.open('penguins');
  if (!approval) throw new Error('no approval is open');
  const recordsBefore = bot.audit.records.length;

  const effects = () => {
    const { starts, answers: given, rollbacks, transitions, retries, stops } = bot.pipelines;
    return [starts, given, rollbacks, transitions, retries, stops, bot.builds.starts, bot.notices.posted].flat().length;
  };
  /** What has been looked at already. */
  let seen = { effects: effects(), records: recordsBefore, lines: 0, answers: 0 };

  return {
    ...bot,
    approval,
    releasedId,
    failedId,
    answers,
    lines,
    /** Where Slack would take an answer. */
    responseUrl: `http://127.0.0.1:${(answered.address() as AddressInfo).port}/actions/${TEAM.id}/1/s3cr3t`,

    /** Records beside those of the beginning. */
    records: () => bot.audit.records.slice(recordsBefore),

    /** What is not as it must be since the last time it was asked: nothing was done, told or given away. */
    faults(): string[] {
      const before = seen;
      const { records } = bot.audit;
      seen = { effects: effects(), records: records.length, lines: lines.length, answers: answers.length };
      const [newLines, newAnswers] = [lines.slice(before.lines), answers.slice(before.answers)];
      const told = [...newAnswers.map(({ body }) => body), ...newLines].join('\n');
      return [
        ...(seen.effects === before.effects ? [] : ['something was done']),
        ...records
          .slice(before.records)
          .filter(({ phase }) => phase !== 'refused')
          .map(inWords),
        ...repeated(records, before.records).map((record) => `twice in a minute: ${inWords(record)}`),
        ...newLines.filter((line) => line.includes(CANARY)).map((line) => `the payload is in the log: ${brief(line)}`),
        ...newLines.filter(isError).map((line) => `an error in the log: ${brief(line)}`),
        ...[TOKENS.bot, TOKENS.app, SIGNING_SECRET].filter((secret) => told.includes(secret)),
        ...newAnswers.filter(({ headers }) => headers.authorization).map(() => 'a token went to a response address'),
        ...answers
          .filter(({ body }) => /<!(?:channel|here|everyone)|<@U0EVIL/.test(body))
          .map(({ body }) => brief(body)),
        ...('polluted' in {} ? ['a prototype was changed'] : []),
      ];
    },

    /** Whether the bot answers somebody who asks for nothing special. */
    async isWell(): Promise<boolean> {
      const { length } = await bot.slack.emma.ephemerals();
      await bot.slack.emma.say('C0GENERAL', '/mlpipeline whoami');
      const answer = await bot.slack.emma.until(({ ephemerals }) => ephemerals[length], {
        what: 'an answer to whoami',
      });
      return answer.text.startsWith('You are');
    },

    async stop() {
      await bot.stop();
      answered.close();
    },
  };
}

const inWords = ({ actor, chain, action, phase }: AuditRecord): string =>
  `record of ${action} ${phase} by ${actor.id} of ${actor.team} in ${chain}`;

/** Refusals of one person and verb are on record once a minute, the minute beginning with the first. */
const repeated = (records: readonly AuditRecord[], from: number): AuditRecord[] =>
  records.filter((record, index) => {
    const sameMinute = ({ at }: AuditRecord) =>
      Math.floor(Date.parse(at) / 60_000) === Math.floor(Date.parse(record.at) / 60_000);
    const earlier = records.slice(0, index);
    return index >= from && earlier.some((other) => inWords(other) === inWords(record) && sameMinute(other));
  });

/** Slack's words for what is made up in these payloads and nowhere there: a trigger, a dialog, a person. */
const NOT_THERE = ['invalid_trigger_id', 'not_found', 'channel_not_found', 'user_not_found'];

/**
 * Where nobody takes an answer: a port of this machine that a blow has put into the response address. Of Slack's own
 * addresses none but the right port is let in.
 */
const NOBODY_LISTENS = /^fetch failed: (?:connect ECONNREFUSED 127\.0\.0\.1|bad port)/;

function isError(line: string): boolean {
  const { level, err }: { level: number; err?: { code?: string; message?: string; data?: { error?: string } } } =
    JSON.parse(line);
  const isOfTheBench =
    NOT_THERE.includes(err?.data?.error ?? err?.code ?? '') || NOBODY_LISTENS.test(err?.message ?? '');
  return level >= 50 && !isOfTheBench;
}

const brief = (line: string): string => line.slice(0, 600);
