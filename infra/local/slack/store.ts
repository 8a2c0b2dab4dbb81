import { BOT, CHANNELS, PEOPLE, TEAM } from '../identity';
import { JsonFile } from '../json-file';
import type { Changes } from './changes';
import { nextTs } from './ids';
import type { Channel, Message } from './model';

interface StoredWorkspace {
  version: 1;
  messages: Record<string, Message[]>;
}

/** Channels, direct conversations and their messages: what survives a restart. */
export class MessageStore {
  readonly channels: readonly Channel[] = [
    ...CHANNELS.map((channel) => ({ ...channel, isDm: false })),
    ...PEOPLE.map((person) => ({ id: dmOf(person.id), name: 'directmessage', isDm: true, userId: person.id })),
  ];
  readonly #file: JsonFile<StoredWorkspace>;
  readonly #stored: StoredWorkspace;
  readonly #lastTs = new Map<string, string>();

  constructor(
    stateFile: string,
    private readonly changes: Changes,
    private readonly clock: () => Date,
  ) {
    this.#file = new JsonFile(stateFile, () => ({ version: 1, messages: {} }));
    this.#stored = this.#file.read();
    for (const channel of this.channels) {
      const last = this.messages(channel.id).at(-1);
      if (last) this.#lastTs.set(channel.id, last.ts);
    }
  }

  channel(id: string): Channel | undefined {
    return this.channels.find((channel) => channel.id === id);
  }

  /** The direct conversation between the app and a person; undefined for nobody we know. */
  dmWith(userId: string): Channel | undefined {
    return this.channels.find((channel) => channel.userId === userId);
  }

  /** Oldest first, replies in threads among them. */
  messages(channelId: string): readonly Message[] {
    return this.#stored.messages[channelId] ?? [];
  }

  message(channelId: string, ts: string): Message | undefined {
    return this.messages(channelId).find((message) => message.ts === ts);
  }

  /** A fresh `ts` for this channel; ephemeral messages take theirs here too, so that order is one. */
  nextTs(channelId: string): string {
    const ts = nextTs(this.clock(), this.#lastTs.get(channelId));
    this.#lastTs.set(channelId, ts);
    return ts;
  }

  post(channelId: string, content: Pick<Message, 'user' | 'text'> & Partial<Message>): Message {
    const message: Message = { ...content, type: 'message', team: TEAM.id, ts: this.nextTs(channelId) };
    this.#write(channelId, [...this.messages(channelId), message]);
    return message;
  }

  replace(channelId: string, message: Message): void {
    this.#write(
      channelId,
      this.messages(channelId).map((existing) => (existing.ts === message.ts ? message : existing)),
    );
  }

  remove(channelId: string, ts: string): void {
    this.#write(
      channelId,
      this.messages(channelId).filter((message) => message.ts !== ts),
    );
  }

  #write(channelId: string, messages: Message[]): void {
    this.#stored.messages[channelId] = messages;
    this.#file.write(this.#stored);
    this.changes.announce(channelId);
  }
}

const dmOf = (userId: string): string => userId.replace(/^U/, 'D');

/** What Slack adds to every message of the app. */
export const botAuthor = {
  user: BOT.userId,
  bot_id: BOT.botId,
  app_id: BOT.appId,
  bot_profile: {
    id: BOT.botId,
    app_id: BOT.appId,
    name: BOT.name,
    icons: {},
    deleted: false,
    updated: 1,
    team_id: TEAM.id,
  },
};
