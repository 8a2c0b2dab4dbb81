import type { KnownBlock } from '@slack/web-api';
import { header, join, type Mrkdwn, md, sections } from '../blocks';
import { holdLines } from '../locks/lock-card';
import type { HomePicture } from './home-picture';

/** Pipelines that are named of those held by the same; holds that are told. */
const [NAMED, MOST] = [5, 10];

/** Locks and freezes in force; what holds several pipelines is said once. Nothing where nothing is held. */
export function holdBlocks({ holds, now }: Pick<HomePicture, 'holds' | 'now'>): KnownBlock[] {
  const held = new Map<string, { why: Mrkdwn; names: string[] }>();
  for (const { policy, locks } of holds) {
    for (const why of holdLines(policy, locks, now)) {
      const same = held.get(why.text) ?? { why, names: [] };
      held.set(why.text, { why, names: [...same.names, policy.name] });
    }
  }
  if (held.size === 0) return [];
  const more = held.size - MOST;
  return [
    header('Locks and freezes'),
    ...sections([
      ...[...held.values()].slice(0, MOST).map(holdLine),
      ...(more > 0 ? [md`… and ${more} more: the lines above name them.`] : []),
    ]),
  ];
}

function holdLine({ why, names }: { why: Mrkdwn; names: readonly string[] }): Mrkdwn {
  const more = names.length - NAMED;
  const shown = names.slice(0, NAMED).map((name) => md`*${name}*`);
  return md`${why}: ${join([...shown, ...(more > 0 ? [md`and ${more} more`] : [])], ', ')}`;
}
