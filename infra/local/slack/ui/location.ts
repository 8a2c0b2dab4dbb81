import { PEOPLE } from '../../identity';

/** Who looks and where, kept in the address: two windows may show two people, and a reload changes nothing. */
export interface Place {
  as: string;
  channelId: string;
}

export function readLocation(): Place {
  const search = new URLSearchParams(window.location.search);
  const linked = /^\/archives\/(\w+)/.exec(window.location.pathname)?.[1];
  const person = PEOPLE.find(({ id }) => id === search.get('as')) ?? PEOPLE[0];
  return { as: person?.id ?? '', channelId: linked ?? search.get('channel') ?? '' };
}

export function writeLocation({ as, channelId }: Place): void {
  const search = new URLSearchParams({ as, ...(channelId && { channel: channelId }) });
  window.history.replaceState(null, '', `/?${search}`);
}
