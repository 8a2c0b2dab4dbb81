import { flattened, interactiveElements } from './blocks';
import { isRecord, parseJson } from './http';
import type { Answer, BlockElement, Dialog, Ephemeral, Message, Snapshot, Suggestions } from './model';

const UNTIL_TIMEOUT_MS = 30_000;

/** A message somewhere a person sees it, private ones included. */
export type SeenMessage = Message & { channel: string };

/** One person of the local workspace, at their keyboard: does what the page does, over the same interface. */
export class Person {
  /** @param baseUrl address of the local stack, such as `http://127.0.0.1:4300` */
  constructor(
    private readonly baseUrl: string,
    readonly userId: string,
  ) {}

  /** Writes a message or, starting with `/`, a slash command. */
  say(channel: string, text: string, threadTs?: string): Promise<Answer & { ts?: string }> {
    return this.#post('/ui/messages', { channel, text, ...(threadTs && { thread_ts: threadTs }) });
  }

  /** Sends files that were uploaded before, with or without words. */
  sendFiles(channel: string, files: string[], text = ''): Promise<Answer & { ts?: string }> {
    return this.#post('/ui/messages', { channel, text, files });
  }

  /** Uploads a file, to be sent or to be put into a dialog. @returns its id */
  async upload(name: string, content: string | Uint8Array<ArrayBuffer>): Promise<string> {
    const url = new URL(`/ui/files?as=${this.userId}&name=${encodeURIComponent(name)}`, this.baseUrl);
    const answer = await answerOf(await fetch(url, { method: 'POST', body: content }));
    return isRecord(answer) ? String(answer.id) : '';
  }

  editMessage(channel: string, ts: string, text: string): Promise<Answer> {
    return this.#post('/ui/messages/edit', { channel, ts, text });
  }

  deleteMessage(channel: string, ts: string): Promise<Answer> {
    return this.#post('/ui/messages/delete', { channel, ts });
  }

  /** Opens the app's Home tab or its messages; the app is told. */
  openHome(tab: 'home' | 'messages' = 'home'): Promise<Answer> {
    return this.#post('/ui/home/open', { tab });
  }

  /** Opens a thread, which counts as reading it. */
  openThread(channel: string, threadTs: string): Promise<Answer> {
    return this.#post('/ui/threads/open', { channel, thread_ts: threadTs });
  }

  /** Reads a channel, up to a message or altogether. */
  read(channel: string, ts?: string): Promise<Answer> {
    return this.#post('/ui/read', { channel, ...(ts !== undefined && { ts }) });
  }

  /** Archives a channel, or takes it back. */
  archive(channel: string, archived = true): Promise<Answer> {
    return this.#post('/ui/channels/archive', { channel, archived });
  }

  /** Invites the app into a channel, or removes it. */
  inviteApp(channel: string, member = true): Promise<Answer> {
    return this.#post('/ui/channels/app', { channel, member });
  }

  /** Says who is in a user group. */
  setGroup(usergroup: string, users: string[]): Promise<Answer> {
    return this.#post('/ui/usergroups/members', { usergroup, users });
  }

  /** Everything this person sees now. */
  async look(): Promise<Snapshot> {
    const response = await fetch(new URL(`/ui/state?as=${this.userId}`, this.baseUrl));
    return (await answerOf(response)) as Snapshot;
  }

  /** The messages of one channel, oldest first. */
  async messages(channel: string): Promise<SeenMessage[]> {
    return messagesIn(await this.look(), channel);
  }

  /** What only this person sees, oldest first. */
  async ephemerals(): Promise<Ephemeral[]> {
    return (await this.look()).ephemerals;
  }

  /** The topmost open dialog. */
  async dialog(): Promise<Dialog | undefined> {
    return (await this.look()).dialogs.at(-1);
  }

  /**
   * Presses a button of a message, as this copy of the message shows it: a copy from before an update presses the old
   * button, with the value it had then.
   * @param options.value another value than the button's own, as a manipulated client would send it
   * @param options.selected the chosen option's value, for selects and menus
   */
  press(
    message: SeenMessage,
    actionId: string,
    options: { value?: string; selected?: string | string[] } = {},
  ): Promise<Answer> {
    const { blockId, element } = locate(message, actionId);
    const value = options.value ?? element.value;
    return this.#post('/ui/actions', {
      channel: message.channel,
      message_ts: message.ts,
      block_id: blockId,
      action_id: actionId,
      ...(options.selected !== undefined && { selected: options.selected }),
      ...(element.type === 'button' && value !== undefined && { value: String(value) }),
    });
  }

  /** Chooses in an input of the topmost dialog that tells the app at once (`dispatch_action`), or presses its button. */
  async choose(actionId: string, selected?: string | string[], filled: Record<string, unknown> = {}): Promise<Answer> {
    const dialog = await this.#requireDialog();
    const { blockId } = locate(dialog.view, actionId);
    return this.#post('/ui/actions', {
      view_id: dialog.view.id,
      block_id: blockId,
      action_id: actionId,
      ...(selected !== undefined && { selected }),
      values: byBlock(dialog, { ...filled, ...(selected !== undefined && { [actionId]: selected }) }),
    });
  }

  /** Presses or chooses in the Home tab. */
  async pressHome(actionId: string, selected?: unknown): Promise<Answer> {
    const { home } = await this.look();
    if (!home) throw new Error(`${this.userId} has no Home tab.`);
    const { blockId } = locate(home, actionId);
    const chosen = selected !== undefined && { selected };
    return this.#post('/ui/actions', { view_id: home.id, block_id: blockId, action_id: actionId, ...chosen });
  }

  /** Types into an external select of the topmost dialog. */
  async suggest(actionId: string, value: string): Promise<Answer | Suggestions> {
    const { view } = await this.#requireDialog();
    const { blockId } = locate(view, actionId);
    return this.#post('/ui/suggestions', { view_id: view.id, block_id: blockId, action_id: actionId, value });
  }

  /** Submits the topmost dialog. @param values by action_id: a text, an option's value, or a list of values */
  async submit(values: Record<string, unknown> = {}): Promise<Answer> {
    const dialog = await this.#requireDialog();
    return this.#post('/ui/views/submit', { view_id: dialog.view.id, values: byBlock(dialog, values) });
  }

  /** Cancels the topmost dialog. */
  closeDialog(): Promise<Answer> {
    return this.#post('/ui/views/close', {});
  }

  /**
   * Waits, told by the workspace's event stream, until what this person sees yields something.
   * @param look returns what was waited for, or undefined or false to wait on
   * @throws Error that says what was waited for and what was seen last
   */
  async until<T>(
    look: (snapshot: Snapshot) => T | undefined | false,
    { what, timeoutMs = UNTIL_TIMEOUT_MS }: { what: string; timeoutMs?: number },
  ): Promise<T> {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), timeoutMs);
    let last: Snapshot | undefined;
    try {
      const url = new URL(`/ui/events?as=${this.userId}`, this.baseUrl);
      const { body } = await fetch(url, { signal: stop.signal });
      if (!body) throw new Error('The event stream has no body.');
      for await (const _news of body) {
        last = await this.look();
        const found = look(last);
        if (found !== undefined && found !== false) return found;
      }
      throw new Error(`The workspace stopped while ${this.userId} waited for ${what}. ${describe(last)}`);
    } catch (error) {
      if (!stop.signal.aborted) throw error;
      last = await this.look().catch(() => last);
      throw new Error(`${this.userId} waited ${timeoutMs} ms in vain for ${what}. ${describe(last)}`, { cause: error });
    } finally {
      clearTimeout(timer);
      stop.abort();
    }
  }

  async #requireDialog(): Promise<Dialog> {
    const dialog = await this.dialog();
    if (!dialog) throw new Error(`${this.userId} has no dialog open.`);
    return dialog;
  }

  async #post<T extends Answer | Suggestions>(path: string, body: Record<string, unknown>): Promise<T> {
    const response = await fetch(new URL(path, this.baseUrl), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ as: this.userId, ...body }),
    });
    return (await answerOf(response)) as T;
  }
}

/** The messages of one channel of a snapshot, oldest first. */
export const messagesIn = (snapshot: Snapshot, channel: string): SeenMessage[] =>
  (snapshot.messages[channel] ?? []).map((message) => ({ ...message, channel }));

/** All words that a message shows: its text and every text inside its blocks. */
export function wordsOf(message: Message): string {
  const collect = (value: unknown): string[] => {
    if (Array.isArray(value)) return value.flatMap(collect);
    if (!isRecord(value)) return [];
    return Object.entries(value).flatMap(([key, entry]) =>
      key === 'text' && typeof entry === 'string' ? [entry] : collect(entry),
    );
  };
  return [message.text, ...collect(message.blocks)].join('\n');
}

/** The action ids of everything that can be pressed in a message. */
export const actionsOf = (message: Message): string[] =>
  flattened(message.blocks ?? [])
    .flatMap(interactiveElements)
    .flatMap(({ action_id }) => action_id ?? []);

function locate(
  { blocks = [] }: Pick<Message, 'blocks'>,
  actionId: string,
): { blockId: string; element: BlockElement } {
  const all = flattened(blocks);
  for (const block of all) {
    const element = interactiveElements(block).find((candidate) => candidate.action_id === actionId);
    if (element) return { blockId: block.block_id, element };
  }
  const present = all.flatMap(interactiveElements).map(({ action_id }) => action_id);
  throw new Error(`There is nothing to press called ${actionId}; there is ${present.join(', ') || 'nothing'}.`);
}

/** What was filled in by action_id, sorted into the blocks of the dialog. */
function byBlock({ view }: Dialog, filled: Record<string, unknown>): Record<string, Record<string, unknown>> {
  const sorted: Record<string, Record<string, unknown>> = {};
  for (const [actionId, value] of Object.entries(filled)) {
    const { blockId } = locate(view, actionId);
    sorted[blockId] = { ...sorted[blockId], [actionId]: value };
  }
  return sorted;
}

function describe(snapshot: Snapshot | undefined): string {
  if (!snapshot) return 'Nothing was seen.';
  const last = snapshot.channels.flatMap(({ id, name }) => {
    const message = snapshot.messages[id]?.at(-1);
    return message ? `#${name}: ${JSON.stringify(wordsOf(message).slice(0, 400))}` : [];
  });
  const private_ = snapshot.ephemerals.slice(-2).map((message) => `private: ${JSON.stringify(message.text)}`);
  const dialogs = snapshot.dialogs.map(({ view }) => `dialog: ${JSON.stringify(view.title?.text)}`);
  const notices = snapshot.notices.slice(-2).map(({ text }) => `notice: ${text}`);
  return `Seen last: ${[...last, ...private_, ...dialogs, ...notices].join('; ') || 'an empty workspace'}.`;
}

async function answerOf(response: Response): Promise<unknown> {
  const text = await response.text();
  const body = parseJson(text);
  if (response.ok) return body;
  throw new Error(isRecord(body) && typeof body.error === 'string' ? body.error : `HTTP ${response.status}: ${text}`);
}
