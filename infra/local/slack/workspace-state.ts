import { JsonFile } from '../json-file';
import type { Message, UserGroup, View } from './model';

/** What the file of a workspace holds. Files of an earlier version lack all but the messages. */
interface StoredWorkspace {
  version: 1;
  messages: Record<string, Message[]>;
  channels: Record<string, { isArchived?: boolean; hasApp?: boolean }>;
  /** By person, then by channel or `<channel>:<thread_ts>`: the `ts` read last. */
  read: Record<string, Record<string, string>>;
  homes: Record<string, View>;
  usergroups: Record<string, Pick<UserGroup, 'users'> & { updated: number }>;
  files: Record<string, StoredFile>;
}

export interface StoredFile {
  id: string;
  name: string;
  title: string;
  altText?: string;
  mimetype: string;
  size: number;
  user: string;
  /** Unix seconds. */
  created: number;
  /** Unix seconds from which blocks may show it; absent until the upload is complete. */
  usableFrom?: number;
  /** Where it was posted, by channel. */
  shares: Record<string, { ts: string; thread_ts?: string }[]>;
}

/** All that survives a restart, in one file. */
export class WorkspaceState {
  readonly #file: JsonFile<StoredWorkspace>;
  readonly stored: StoredWorkspace;

  constructor(path: string) {
    const empty: StoredWorkspace = {
      version: 1,
      messages: {},
      channels: {},
      read: {},
      homes: {},
      usergroups: {},
      files: {},
    };
    this.#file = new JsonFile(path, () => empty);
    this.stored = { ...empty, ...this.#file.read() };
  }

  save(): void {
    this.#file.write(this.stored);
  }
}
