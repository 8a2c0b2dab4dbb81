import type { Snapshot } from '../../model';
import { authorOf } from '../seen';

/** A stored text as its author typed it: names instead of ids, no entities. */
export function typedAgain(snapshot: Snapshot, text: string): string {
  const { channels, usergroups } = snapshot;
  return text
    .replace(/<@(\w+)>/g, (_whole, id: string) => `@${authorOf(snapshot, id).name}`)
    .replace(/<#(\w+)>/g, (_whole, id: string) => `#${channels.find((one) => one.id === id)?.name ?? id}`)
    .replace(/<!subteam\^(\w+)>/g, (_whole, id: string) => `@${usergroups.find((one) => one.id === id)?.handle ?? id}`)
    .replace(/<(https?:[^>|]+)>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
