import { randomUUID } from 'node:crypto';
import type { AllMiddlewareArgs, AnyMiddlewareArgs, RespondFn } from '@slack/bolt';
import { type Offer, Refusal } from '../domain/errors';
import type { Log } from '../log';
import type { Metrics } from '../metrics';
import { actions, button, join, type Mrkdwn, md, mention, moment, section } from './blocks';
import { ACTION, executionKey } from './ids';

/**
 * The one place where an error meets a person. A refusal is told in its own words; anything else is logged once, and
 * the person gets a reference. Where it is told depends on where they acted: a command or a button has a response
 * address, a dialog has closed and leaves only a direct message.
 */
export function replyRefusals({ log, metrics }: { log: Log; metrics: Metrics }) {
  return async (args: AllMiddlewareArgs & AnyMiddlewareArgs): Promise<void> => {
    try {
      await args.next();
    } catch (error) {
      await tell(args, answerTo(error, log, metrics), error instanceof Refusal ? error.offer : undefined);
    }
  };
}

function answerTo(error: unknown, log: Log, metrics: Metrics): Mrkdwn {
  if (error instanceof Refusal) {
    metrics.count('Refusals', error.code);
    log.info({ code: error.code, cause: error.cause }, 'request refused');
    return refusalText(error);
  }
  metrics.count('RequestsFailed');
  const reference = randomUUID().slice(0, 8);
  log.error({ err: error, reference }, 'request failed');
  return md`Something went wrong on our side (reference ${reference}). If this was a decision, its card will show the true result.`;
}

/** A refusal in its own words, with the people, user groups and the moment it names. */
export function refusalText({ userMessage, people, until }: Refusal): Mrkdwn {
  const end = until ? [md`until ${moment(until)}`] : [];
  const words = join([md`${userMessage}`, ...people.map(mention), ...end], ' ');
  return /[.!?…]$/.test(words.text) ? words : md`${words}.`;
}

async function tell(
  { client, ...args }: AllMiddlewareArgs & AnyMiddlewareArgs,
  words: Mrkdwn,
  offer: Offer | undefined,
): Promise<void> {
  const text = words.text;
  const blocks = [section(words), ...(offer ? [offered(offer)] : [])];
  const { respond }: { respond?: RespondFn } = Object(args);
  const dialogUser = isInDialog(args) ? userOf(args) : undefined;
  if (respond && !dialogUser) {
    await respond({ response_type: 'ephemeral', replace_original: false, text, blocks });
    return;
  }
  if (dialogUser) await client.chat.postMessage({ channel: dialogUser, text, blocks });
}

/** What would be possible instead, one press away. */
const offered = ({ pipeline, releaseId }: Offer) =>
  actions(
    'offer',
    button({
      actionId: ACTION.offerRollback,
      text: 'See what is possible now',
      value: executionKey({ pipeline, executionId: releaseId }),
      label: `See how ${pipeline} can be rolled back now`,
    }),
  );

/** A dialog that was sent, or a button in one: neither has a response address. */
const isInDialog = (args: object): boolean => 'view' in args || 'view' in Object((args as { body?: unknown }).body);

function userOf(args: object): string | undefined {
  const { user }: { user?: unknown } = Object((args as { body?: unknown }).body);
  return userId(user);
}

function userId(user: unknown): string | undefined {
  const { id }: { id?: unknown } = Object(user);
  return typeof id === 'string' ? id : undefined;
}
