import type {
  AckFn,
  BlockAction,
  ButtonAction,
  RespondArguments,
  RespondFn,
  ViewOutput,
  ViewResponseAction,
} from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import type { Caller } from '../domain/policies/authorize';

/** A pressed button, with the person as Slack authenticated them. */
export interface ButtonClick {
  ack: () => Promise<void>;
  action: ButtonAction;
  body: BlockAction;
  /** Answers where the button is: privately, or in place of the message. */
  respond: RespondFn;
  client: WebClient;
  caller: Caller;
}

/** Something was chosen in an input of a dialog that does not wait for the submit. */
export interface ChoiceMade {
  ack: () => Promise<void>;
  /** The dialog with everything that was chosen and typed so far. */
  view: ViewOutput;
  client: WebClient;
  caller: Caller;
}

export interface DialogSubmit {
  ack: AckFn<ViewResponseAction>;
  view: ViewOutput;
  client: WebClient;
  caller: Caller;
}

/** What somebody typed after `/mlpipeline`, or the command behind a button of a list. */
export interface TypedCommand {
  text: string;
  /** Opens a dialog, once and within three seconds. */
  triggerId: string;
  channelId: string;
  respond: (answer: RespondArguments) => Promise<unknown>;
  client: WebClient;
  caller: Caller;
}
