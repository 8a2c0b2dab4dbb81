import {
  type CardMessage,
  type CardMessages,
  type CardReply,
  type MessagePlace,
  SlackCallFailed,
} from '../../../src/slack/cards/card-message';

export interface FakeMessage extends MessagePlace {
  /** The card's key, from the message's metadata. */
  key: string;
  text: string;
  /** As JSON. */
  blocks: string;
  replies: string[];
}

export interface FakeCall {
  method: 'post' | 'update' | 'reply' | 'find';
  channel: string;
  at: Date;
}

/** What happens to a call: a refusal before it has an effect, or an answer that is lost after it had one. */
export interface FakeFault {
  failure: SlackCallFailed;
  when: 'before' | 'after';
}

/** Channels of a workspace in memory, with what Slack does to a bot: refuse, lose an answer, archive, delete. */
export class FakeCardMessages implements CardMessages {
  readonly messages: FakeMessage[] = [];
  /** Every call that was made, whatever came of it. */
  readonly calls: FakeCall[] = [];
  /** Asked at every call. */
  fault: (call: FakeCall) => FakeFault | undefined = () => undefined;
  private readonly closed = new Map<string, string>();
  private count = 0;

  constructor(private readonly now: () => Date) {}

  /** @param why Slack's word: `is_archived`, `not_in_channel` */
  close(channel: string, why: string): void {
    this.closed.set(channel, why);
  }

  reopen(channel: string): void {
    this.closed.delete(channel);
  }

  delete(ts: string): void {
    this.messages.splice(
      this.messages.findIndex((message) => message.ts === ts),
      1,
    );
  }

  in(channel: string): FakeMessage[] {
    return this.messages.filter((message) => message.channel === channel);
  }

  post(channel: string, key: string, { text, blocks }: CardMessage): Promise<MessagePlace> {
    return this.called('post', channel, () => {
      this.mustBeOpen(channel);
      const ts = `${(this.now().getTime() / 1000).toFixed(3)}${String(++this.count).padStart(3, '0')}`;
      this.messages.push({ channel, ts, key, text, blocks: JSON.stringify(blocks), replies: [] });
      return { channel, ts };
    });
  }

  update({ channel, ts }: MessagePlace, { text, blocks }: CardMessage): Promise<void> {
    return this.called('update', channel, () => {
      if (this.closed.get(channel) === 'is_archived') throw new SlackCallFailed('closed', 'is_inactive');
      Object.assign(this.message(channel, ts), { text, blocks: JSON.stringify(blocks) });
    });
  }

  reply({ channel, ts }: MessagePlace, { text }: CardReply): Promise<void> {
    return this.called('reply', channel, () => {
      this.mustBeOpen(channel);
      this.message(channel, ts).replies.push(text);
    });
  }

  find(channel: string, key: string, since: Date): Promise<MessagePlace | undefined> {
    return this.called('find', channel, () => {
      if (this.closed.get(channel) === 'not_in_channel') this.mustBeOpen(channel);
      const oldest = since.getTime() / 1000 - 1;
      const found = this.in(channel).find((message) => message.key === key && Number(message.ts) >= oldest);
      return found && { channel, ts: found.ts };
    });
  }

  private mustBeOpen(channel: string): void {
    const why = this.closed.get(channel);
    if (why) throw new SlackCallFailed('closed', why);
  }

  private message(channel: string, ts: string): FakeMessage {
    const found = this.messages.find((message) => message.channel === channel && message.ts === ts);
    if (!found) throw new SlackCallFailed('gone', 'message_not_found');
    return found;
  }

  private async called<T>(method: FakeCall['method'], channel: string, effect: () => T): Promise<T> {
    const call = { method, channel, at: this.now() };
    this.calls.push(call);
    const fault = this.fault(call);
    if (fault?.when === 'before') throw fault.failure;
    const result = effect();
    if (fault) throw fault.failure;
    return result;
  }
}
