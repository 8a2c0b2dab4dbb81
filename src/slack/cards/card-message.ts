import type { KnownBlock } from '@slack/web-api';

/** What a card says, as it stands in Slack. */
export interface CardMessage {
  /** Slack channel id that it belongs in. */
  channel: string;
  /** Further channels that it is to stand in. */
  copies?: readonly string[];
  /** Whole sentence for notifications and screen readers, in Slack markup. */
  text: string;
  blocks: KnownBlock[];
  /** The same without its picture, where it has one: Slack refuses a picture that it has not processed. */
  plainer?: KnownBlock[] | undefined;
  /** Said once in the thread of its own channel: an update notifies nobody, a reply notifies whoever it mentions. */
  reply?: CardReply | undefined;
}

export interface CardReply {
  /** What it is about; a reply of this name is said once per card. */
  name: string;
  text: string;
  blocks: KnownBlock[];
}

/** Where a message is. */
export interface MessagePlace {
  channel: string;
  /** Slack's message id: a string, never a number. */
  ts: string;
}

/** The few calls that cards are drawn with. Each is made once: whoever draws decides what to do about a failure. */
export interface CardMessages {
  /**
   * Posts a message that carries the card's key as its metadata.
   * @throws SlackCallFailed
   */
  post(channel: string, key: string, message: CardMessage): Promise<MessagePlace>;
  /** @throws SlackCallFailed */
  update(place: MessagePlace, message: CardMessage): Promise<void>;
  /** Posts in the thread of a message. @throws SlackCallFailed */
  reply(place: MessagePlace, reply: CardReply): Promise<void>;
  /**
   * The message of a card among those of a channel since a moment: one page of its history, at most 200 messages.
   * @throws SlackCallFailed
   */
  find(channel: string, key: string, since: Date): Promise<MessagePlace | undefined>;
}

/**
 * `rate limited`: nothing was done, again after a while. `gone`: the message is no more, or cannot be changed any more.
 * `closed`: the channel takes nothing of ours. `no scope`: the app may not do this. `refused`: nothing was done, for
 * another reason. `unknown`: whether anything was done is not known.
 */
export type SlackFailure = 'rate limited' | 'gone' | 'closed' | 'no scope' | 'refused' | 'unknown';

export class SlackCallFailed extends Error {
  override readonly name = 'SlackCallFailed';

  constructor(
    readonly kind: SlackFailure,
    /** Slack's own word, or what happened to the connection. */
    readonly code: string,
    /** Milliseconds that Slack asks to wait; only where it is rate limited. */
    readonly retryAfterMs = 0,
    options?: ErrorOptions,
  ) {
    super(`Slack ${kind}: ${code}`, options);
  }
}
