import type { Clock } from '../clock';
import { BOT, TEAM } from '../identity';
import type { Changes } from './changes';
import { nextTs } from './ids';
import type { Message } from './model';
import type { WorkspaceState } from './workspace-state';

/** The messages of all channels and direct conversations. */
export class MessageStore {
  readonly #lastTs = new Map<string, string>();

  constructor(
    private readonly state: WorkspaceState,
    private readonly changes: Changes,
    private readonly clock: Clock,
  ) {
    for (const [channelId, messages] of Object.entries(state.stored.messages)) {
      const last = messages.at(-1);
      if (last) this.#lastTs.set(channelId, last.ts);
    }
  }

  /** Oldest first, replies in threads among them. */
  messages(channelId: string): readonly Message[] {
    return this.state.stored.messages[channelId] ?? [];
  }

  message(channelId: string, ts: string): Message | undefined {
    return this.messages(channelId).find((message) => message.ts === ts);
  }

  /** A fresh `ts` for this channel; ephemeral messages take theirs here too, so that order is one. */
  nextTs(channelId: string): string {
    const ts = nextTs(this.clock.now(), this.#lastTs.get(channelId));
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
    this.state.stored.messages[channelId] = messages;
    this.state.save();
    this.changes.announce(channelId);
  }
}

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
