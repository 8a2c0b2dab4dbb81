import type { LocalPerson } from '../identity';

/** The words of Slack's wire that this workspace keeps and shows. Page, server and tests share them. */

export interface TextObject {
  type: 'plain_text' | 'mrkdwn';
  text: string;
  emoji?: boolean;
  verbatim?: boolean;
}

export interface Option {
  text: TextObject;
  value: string;
  description?: TextObject;
  url?: string;
}

export interface Confirm {
  title: TextObject;
  text: TextObject;
  confirm: TextObject;
  deny: TextObject;
  style?: 'primary' | 'danger';
}

/** Any element of Block Kit; which fields it has depends on its type (blocks were validated when they came in). */
export interface BlockElement {
  type: string;
  action_id?: string;
  text?: TextObject | string;
  value?: string | number;
  url?: string;
  style?: unknown;
  confirm?: Confirm;
  accessibility_label?: string;
  options?: Option[];
  option_groups?: { label: TextObject; options: Option[] }[];
  initial_option?: Option;
  initial_options?: Option[];
  initial_value?: string;
  placeholder?: TextObject;
  multiline?: boolean;
  min_length?: number;
  max_length?: number;
  image_url?: string;
  alt_text?: string;
  elements?: BlockElement[];
  [field: string]: unknown;
}

/** Any block. `block_id` is never missing: the workspace generates what the app left out. */
export interface Block {
  type: string;
  block_id: string;
  text?: TextObject | string;
  fields?: TextObject[];
  accessory?: BlockElement;
  elements?: BlockElement[];
  element?: BlockElement;
  label?: TextObject;
  hint?: TextObject;
  optional?: boolean;
  dispatch_action?: boolean;
  rows?: BlockElement[][];
  column_settings?: ({ align?: 'left' | 'center' | 'right'; is_wrapped?: boolean } | null)[];
  title?: TextObject;
  image_url?: string;
  alt_text?: string;
  [field: string]: unknown;
}

export interface Metadata {
  event_type: string;
  event_payload: Record<string, unknown>;
}

export interface Message {
  type: 'message';
  /** `<unix seconds>.<6 digits>`, unique and rising within its channel. */
  ts: string;
  user: string;
  text: string;
  team: string;
  bot_id?: string;
  app_id?: string;
  bot_profile?: Record<string, unknown>;
  blocks?: Block[];
  thread_ts?: string;
  edited?: { user: string; ts: string };
  metadata?: Metadata;
}

/** A message that one person sees until the workspace stops; nothing of it is stored. */
export interface Ephemeral extends Message {
  channel: string;
  /** Who sees it. */
  recipient: string;
}

export interface Channel {
  id: string;
  name: string;
  isDm: boolean;
  /** The person of a direct conversation with the app. */
  userId?: string;
}

/** Values of inputs as Slack sends them: by block_id, then by action_id. */
export type StateValues = Record<string, Record<string, Record<string, unknown>>>;

export interface View {
  id: string;
  team_id: string;
  type: 'modal' | 'home';
  title?: TextObject;
  submit: TextObject | null;
  close: TextObject | null;
  blocks: Block[];
  private_metadata: string;
  callback_id: string;
  external_id: string;
  state: { values: StateValues };
  hash: string;
  clear_on_close: boolean;
  notify_on_close: boolean;
  root_view_id: string;
  previous_view_id: string | null;
  app_id: string;
  app_installed_team_id: string;
  bot_id: string;
}

/** A view as one person has it in front of them. */
export interface Dialog {
  view: View;
  /** By block_id, below the input they belong to. */
  errors: Record<string, string>;
  /** Shown across the dialog, such as a submit that nobody acknowledged. */
  notice?: string;
}

/** Something Slack itself tells one person: a command or click that failed. */
export interface Notice {
  id: string;
  channel: string;
  ts: string;
  text: string;
  /** The element whose click failed; absent for commands. */
  element?: { messageTs: string; blockId: string; actionId: string };
}

/** All that one person sees of the workspace. */
export interface Snapshot {
  revision: number;
  team: { id: string; name: string };
  me: LocalPerson;
  people: LocalPerson[];
  bot: { userId: string; name: string; dmId: string; connected: boolean };
  commands: string[];
  channels: Channel[];
  messages: Record<string, Message[]>;
  ephemerals: Ephemeral[];
  /** The stack of open views, the topmost last. */
  dialogs: Dialog[];
  notices: Notice[];
}

/** What became of something a person did. */
export type Answer =
  | { ok: true }
  | { ok: false; error: 'operation_timeout' | 'dispatch_failed' | 'invalid_response' | 'unknown_command' }
  | { ok: false; error: 'invalid_input'; errors: Record<string, string> };
