import type { KnownBlock } from '@slack/web-api';
import { BadRequest } from '../domain/errors';
import { actions, button, context, md } from './blocks';
import type { Arguments, OptionSpec } from './command-arguments';
import type { RouteCommand } from './command-router';
import { ACTION } from './ids';
import type { ButtonClick } from './interactions';

/** A long list comes page by page. Each page is a command of its own, so whoever presses a button is asked anew who they are. */
export const PAGE_OPTION = {
  page: { type: 'string', value: 'N', does: 'a later page of the list' },
} satisfies OptionSpec;

/**
 * The page that was asked for, 1 where none was.
 * @throws BadRequest
 */
export function pageAsked(args: Arguments): number {
  const typed = args.text('page') ?? '1';
  if (!/^[1-9]\d{0,3}$/.test(typed)) throw new BadRequest('A page is a number: --page 2.');
  return Number(typed);
}

export interface Page<T> {
  items: T[];
  number: number;
  of: number;
}

/** One page of a list; the last one where the list has become shorter. */
export function pageOf<T>(items: readonly T[], asked: number, size: number): Page<T> {
  const of = Math.max(1, Math.ceil(items.length / size));
  const number = Math.min(asked, of);
  return { items: items.slice((number - 1) * size, number * size), number, of };
}

/** Buttons to the pages before and behind; nothing where there is only one. `command` is what leads to the first page. */
export const pageButtons = (page: Pick<Page<unknown>, 'number' | 'of'>, command: string): KnownBlock[] =>
  pageTurner(page, {
    ...{ back: ACTION.pageBack, more: ACTION.pageMore },
    valueOf: (number) => `${command} --page ${number}`,
  });

interface Turning {
  /** Action ids. */
  back: string;
  more: string;
  /** Value of the button to a page. */
  valueOf: (page: number) => string;
}

/** The same with other buttons: those of a list that is no command's answer. */
export function pageTurner({ number, of }: Pick<Page<unknown>, 'number' | 'of'>, turning: Turning): KnownBlock[] {
  if (of === 1) return [];
  const to = (actionId: string, page: number, text: string) => button({ actionId, text, value: turning.valueOf(page) });
  return [
    context(md`Page ${number} of ${of}`),
    actions(
      'pages',
      ...(number > 1 ? [to(turning.back, number - 1, 'Back')] : []),
      ...(number < of ? [to(turning.more, number + 1, 'More')] : []),
    ),
  ];
}

/**
 * Buttons of a list that is too long to be counted: on to what is older, and back to its beginning.
 * @param command what leads to the beginning
 * @param place where this page began, and where the next one does
 */
export function placeButtons(
  command: string,
  { before, next }: { before?: string | undefined; next?: string | undefined },
): KnownBlock[] {
  const buttons = [
    ...(before === undefined ? [] : [button({ actionId: ACTION.pageBack, text: 'Newest', value: command })]),
    ...(next === undefined
      ? []
      : [button({ actionId: ACTION.pageMore, text: 'Older', value: `${command} --before ${next}` })]),
  ];
  return buttons.length > 0 ? [actions('pages', ...buttons)] : [];
}

/** Runs the command of a page for whoever pressed its button, and puts the answer in place of the page before. */
export function onPage(route: RouteCommand) {
  return async ({ ack, action, body, respond, client, caller }: ButtonClick): Promise<void> => {
    await ack();
    await route({
      text: action.value ?? '',
      triggerId: body.trigger_id,
      channelId: body.channel?.id ?? '',
      respond: (answer) => respond({ ...answer, replace_original: true }),
      client,
      caller,
    });
  };
}
