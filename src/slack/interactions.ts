import type {
  AckFn,
  BlockAction,
  ButtonAction,
  RespondFn,
  SlashCommand,
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
  client: WebClient;
  caller: Caller;
}

export interface DialogSubmit {
  ack: AckFn<ViewResponseAction>;
  view: ViewOutput;
  client: WebClient;
  caller: Caller;
}

export interface TypedCommand {
  command: SlashCommand;
  respond: RespondFn;
  client: WebClient;
  caller: Caller;
}
