import type { Message } from '../../infra/local/slack/model';
import type { Person, SeenMessage } from '../../infra/local/slack/person';
import type { LocalStack } from './local-stack';

/** The channel of the penguins pipeline in every local stack. */
export const RELEASES = 'C0RELEASES';

/** Milliseconds for an execution to reach its approval on a slow machine: train, package and test for real. */
export const BUILD_LIMIT_MS = 60_000;

/** The newest approval card that still has its buttons and speaks of this text (version, commit). */
export async function openCard(person: Person, about = '', timeoutMs = BUILD_LIMIT_MS): Promise<SeenMessage> {
  const card = await person.until(
    ({ messages }) =>
      messages[RELEASES]?.findLast((message) => hasButton(message, 'approve') && speaksOf(message, about)),
    { what: `an open approval card about “${about}”`, timeoutMs },
  );
  return { ...card, channel: RELEASES };
}

/** Waits until a message reads as expected; returns it as it is then. */
export async function untilMessage(
  person: Person,
  what: string,
  matches: (message: Message) => boolean,
): Promise<SeenMessage> {
  const found = await person.until(({ messages }) => messages[RELEASES]?.findLast(matches), {
    what,
    timeoutMs: BUILD_LIMIT_MS,
  });
  return { ...found, channel: RELEASES };
}

export const hasButton = (message: Message, actionId: string): boolean =>
  (message.blocks ?? []).some(({ elements }) => elements?.some((element) => element.action_id === actionId));

export const speaksOf = (message: Message, words: string): boolean => wordsOf(message).includes(words);

/** Everything a message says, for assertions on words rather than on layout. */
export const wordsOf = (message: Message): string => `${message.text} ${JSON.stringify(message.blocks ?? [])}`;

/** Rows of the metrics table on an approval card. */
export const metricsOn = (message: Message): string[][] =>
  (message.blocks ?? [])
    .find(({ type }) => type === 'table')
    ?.rows?.map((row) => row.map(({ text }) => String(text))) ?? [];

/** The last private answer to this person, once there is one that matches. */
export async function privateAnswer(person: Person, matches: RegExp): Promise<string> {
  const answer = await person.until(({ ephemerals }) => ephemerals.findLast((one) => matches.test(wordsOf(one))), {
    what: `a private answer like ${matches}`,
  });
  return wordsOf(answer);
}

export interface ServedModel {
  version: string;
  digest: string;
}

export async function servedModel(stack: LocalStack): Promise<ServedModel> {
  const answer = await fetch(`${stack.url}/models/penguins`);
  return (await answer.json()) as ServedModel;
}

/** A prediction by whatever production serves. */
export async function predict(stack: LocalStack, rows: Record<string, number>[]): Promise<unknown> {
  const answer = await fetch(`${stack.url}/models/penguins/invocations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(rows),
  });
  return answer.json();
}
