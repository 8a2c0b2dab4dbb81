import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { SeenFile, Snapshot } from '../model';

/** What the acting person sees, and where they are in it. */
export interface Seen extends Snapshot {
  /** Id of the channel in front of them. */
  here: string;
}

export const SeenContext = createContext<Seen | undefined>(undefined);

/** @throws Error outside of the workspace: a mistake of this page */
export function useSeen(): Seen {
  const seen = useContext(SeenContext);
  if (!seen) throw new Error('There is no workspace around this.');
  return seen;
}

export interface Author {
  name: string;
  isApp: boolean;
  /** What sets the person apart from a full member, in a word. */
  standing?: string;
}

const STANDINGS: Readonly<Record<string, string>> = {
  guest: 'guest',
  'single-channel guest': 'guest',
  stranger: 'external',
  deactivated: 'deactivated',
};

/** Who has written something; an id that nobody knows stands for itself. */
export function authorOf({ people, deactivated, bot }: Snapshot, userId: string): Author {
  if (userId === bot.userId) return { name: bot.name, isApp: true };
  const known = [...people, ...deactivated].find(({ id }) => id === userId);
  const standing = STANDINGS[known?.kind ?? ''];
  return { name: known?.name ?? userId, isApp: false, ...(standing && { standing }) };
}

/** The file that a `slack_file` object names by its id or one of its addresses. */
export function fileOf({ files }: Snapshot, slackFile: unknown): SeenFile | undefined {
  if (typeof slackFile !== 'object' || slackFile === null) return undefined;
  const { id, url } = slackFile as { id?: string; url?: string };
  if (id !== undefined) return Object.hasOwn(files, id) ? files[id] : undefined;
  return Object.values(files).find((file) =>
    [file.url_private, file.url_private_download, file.permalink].includes(url ?? ''),
  );
}
