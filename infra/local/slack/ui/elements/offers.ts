import type { BlockElement, Channel, Snapshot } from '../../model';
import { plainText } from '../text';

/** Something to choose, as the workspace takes it and as it is shown. */
export interface Offer {
  value: string;
  label: string;
  group?: string;
}

/** The part of a select's type that says where its offers come from. */
const sourceOf = ({ type }: BlockElement): string => type.replace(/^multi_/, '').replace(/_select$/, '');

const SOURCES: Readonly<Record<string, (element: BlockElement, seen: Snapshot) => Offer[]>> = {
  static: optionsOf,
  users: (_element, { people }) => people.map(({ id, name }) => ({ value: id, label: name })),
  channels: (_element, seen) =>
    offeredChannels(seen, ({ isDm, isPrivate, isArchived }) => !isDm && !isPrivate && !isArchived),
  conversations: (element, seen) => offeredChannels(seen, conversationFilter(element)),
};

/** What a select offers without asking the app; nothing for an external one. */
export const offersOf = (element: BlockElement, seen: Snapshot): Offer[] =>
  SOURCES[sourceOf(element)]?.(element, seen) ?? [];

const INITIAL_FIELDS = ['initial_user', 'initial_conversation', 'initial_channel'] as const;

/** Values that a select begins with. */
export function initialValues(element: BlockElement): string[] {
  const options = [element.initial_option, ...(element.initial_options ?? [])].flatMap((one) => one?.value ?? []);
  const ids = INITIAL_FIELDS.flatMap((field) => [element[field], element[`${field}s`]].flat());
  return [...options, ...ids.filter((id) => typeof id === 'string')];
}

/** Options of an element or of an app's answer, in their groups. */
export function optionsOf({
  options = [],
  option_groups = [],
}: Pick<BlockElement, 'options' | 'option_groups'>): Offer[] {
  return [
    ...options.map(({ value, text }) => ({ value, label: plainText(text) })),
    ...option_groups.flatMap((group) =>
      group.options.map(({ value, text }) => ({ value, label: plainText(text), group: plainText(group.label) })),
    ),
  ];
}

/** Offers in their groups, in the order in which the groups appear; the group without a name is the empty one. */
export function grouped(offers: readonly Offer[]): [group: string, offers: Offer[]][] {
  const groups = new Map<string, Offer[]>();
  for (const offer of offers) groups.set(offer.group ?? '', [...(groups.get(offer.group ?? '') ?? []), offer]);
  return [...groups];
}

const offeredChannels = ({ channels, bot }: Snapshot, isOffered: (channel: Channel) => boolean): Offer[] =>
  channels.filter(isOffered).map(({ id, name, isDm }) => ({ value: id, label: isDm ? bot.name : `#${name}` }));

interface ConversationFilter {
  include?: string[];
  exclude_external_shared_channels?: boolean;
  exclude_bot_users?: boolean;
}

function conversationFilter(element: BlockElement): (channel: Channel) => boolean {
  const { include, ...exclude } = (element.filter ?? {}) as ConversationFilter;
  return ({ isDm, isPrivate, isShared, isArchived }) => {
    const kind = isDm ? 'im' : isPrivate ? 'private' : 'public';
    if (isArchived || (include && !include.includes(kind))) return false;
    if (exclude.exclude_external_shared_channels && isShared) return false;
    return !(exclude.exclude_bot_users && isDm); // every direct conversation here is with the app
  };
}
