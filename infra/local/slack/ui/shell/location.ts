import { PEOPLE } from '../../../identity';

export type Tab = 'home' | 'messages';

/** Who looks and where, kept in the address: two windows may show two people, and a reload changes nothing. */
export interface Place {
  as: string;
  channelId: string;
  /** Which tab of the app is open; of no meaning in channels. */
  tab: Tab;
}

export function readLocation(): Place {
  const search = new URLSearchParams(window.location.search);
  const linked = /^\/archives\/(\w+)/.exec(window.location.pathname)?.[1];
  const as = search.get('as') ?? PEOPLE[0]?.id ?? '';
  const tab = search.get('tab') === 'home' ? 'home' : 'messages';
  return { as, channelId: linked ?? search.get('channel') ?? '', tab };
}

export function writeLocation({ as, channelId, tab }: Place): void {
  const search = new URLSearchParams({
    as,
    ...(channelId && { channel: channelId }),
    ...(tab === 'home' && { tab }),
  });
  window.history.replaceState(null, '', `/?${search}`);
}
