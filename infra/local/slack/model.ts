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
  /** Of a container. */
  child_blocks?: Block[];
  /** Buttons of a card. */
  actions?: BlockElement[];
  [field: string]: unknown;
}

export interface Metadata {
  event_type: string;
  event_payload: Record<string, unknown>;
}

/** A file as Slack describes it (Slack, "File object"); the fields that an app and this page read. */
export interface SlackFile {
  id: string;
  /** Unix seconds. */
  created: number;
  timestamp: number;
  name: string;
  title: string;
  mimetype: string;
  /** Short name of the type, such as `png` or `text`. */
  filetype: string;
  pretty_type: string;
  /** Bytes. */
  size: number;
  user: string;
  user_team: string;
  mode: 'hosted';
  is_external: false;
  is_public: boolean;
  alt_txt?: string;
  /** Address for apps, which send their token; browsers use `page_url` of SeenFile. */
  url_private: string;
  url_private_download: string;
  permalink: string;
}

/** What is left of a deleted file in the messages that had it. */
interface DeletedFile {
  id: string;
  mode: 'tombstone';
}

/** A file that the acting person may see. */
export interface SeenFile extends SlackFile {
  /** Where the page gets it: path and query for the acting person. */
  page_url: string;
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
  files?: (SlackFile | DeletedFile)[];
  /** Only of a message that begins a thread, as snapshots and `conversations.*` show it; never stored. */
  reply_count?: number;
  reply_users?: string[];
  reply_users_count?: number;
  latest_reply?: string;
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
  isPrivate: boolean;
  /** Nobody writes in it any more; it can be read. */
  isArchived: boolean;
  /** Shared with another workspace. */
  isShared: boolean;
  /** Whether the app was invited or has joined. */
  hasApp: boolean;
  /** People in it, the app not counted. */
  memberIds: readonly string[];
}

/** What a person may be to the workspace; what is not said is a full member. */
type MemberKind = 'guest' | 'single-channel guest' | 'deactivated' | 'stranger';

export interface Member extends LocalPerson {
  kind?: MemberKind;
  /** The workspace that somebody in a shared channel comes from. */
  teamId?: string;
}

export interface UserGroup {
  id: string;
  /** What people type after `@`. */
  handle: string;
  name: string;
  users: string[];
}

/** A slash command of the app's manifest. */
export interface SlashCommand {
  command: string;
  description: string;
  usageHint: string;
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
  me: Member;
  /** Who can act: everybody but the deactivated. */
  people: Member[];
  /** Whose names may still turn up. */
  deactivated: Member[];
  usergroups: UserGroup[];
  bot: { userId: string; name: string; dmId: string; connected: boolean };
  commands: string[];
  /** The same commands with what the manifest says about them. */
  commandDetails: SlashCommand[];
  channels: Channel[];
  messages: Record<string, Message[]>;
  /** By channel: messages of others, outside of threads, since this person last read it. */
  unread: Record<string, number>;
  /** By channel: `ts` of the last message read, absent before the first reading. */
  lastRead: Record<string, string>;
  /** Threads that this person has opened or written in, with replies that came since. */
  unreadThreads: { channel: string; thread_ts: string; count: number }[];
  /** By id: all files of what this person sees, images in blocks included. */
  files: Record<string, SeenFile>;
  ephemerals: Ephemeral[];
  /** The app's Home tab; absent where the app has none or has published nothing to this person. */
  home?: View;
  /** Whether the app has a Home tab at all. */
  hasHome: boolean;
  /** The stack of open views, the topmost last. */
  dialogs: Dialog[];
  notices: Notice[];
}

/*
 * What the page does, one POST each with `as` and the named fields; answers are `Answer` unless said otherwise:
 *   /ui/messages            channel, text, thread_ts?, files? (ids)    a message or slash command → Answer & { ts }
 *   /ui/messages/edit       channel, ts, text                          one's own message
 *   /ui/messages/delete     channel, ts                                one's own message, or one of the app
 *   /ui/actions             channel, message_ts | view_id (also of the Home tab), block_id, action_id, selected?, values?
 *   /ui/suggestions         the same place, block_id, action_id, value → Suggestions, for external selects
 *   /ui/views/submit, /ui/views/close
 *   /ui/home/open           tab? (`home`, else `messages`)             tells the app (app_home_opened)
 *   /ui/threads/open        channel, thread_ts                         the thread counts as read
 *   /ui/read                channel, ts?                               read up to there, or altogether
 *   /ui/channels/archive    channel, archived                          archives a channel or takes it back
 *   /ui/channels/app        channel, member                            invites the app or removes it
 *   /ui/usergroups/members  usergroup, users                           changes who is in it
 * A file is sent as the body of POST /ui/files?as=…&name=… → { ok, id }.
 */

/** What became of something a person did. */
export type Answer =
  | { ok: true }
  | { ok: false; error: 'operation_timeout' | 'dispatch_failed' | 'invalid_response' | 'unknown_command' }
  | { ok: false; error: 'invalid_input'; errors: Record<string, string> };

/** What the app offers for what was typed into an external select. */
export interface Suggestions {
  ok: true;
  options?: Option[];
  option_groups?: { label: TextObject; options: Option[] }[];
}
