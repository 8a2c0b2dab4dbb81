import type { Changes } from './changes';
import { randomHex } from './ids';
import type { Dialog, Ephemeral, Notice, Option, View } from './model';

const KEPT_EPHEMERALS = 200;
const KEPT_NOTICES = 50;
const KEPT_SUGGESTIONS = 500;

/** What people have in front of them and nobody stores: open dialogs, ephemeral messages, notices of failures. */
export class Session {
  readonly #dialogs = new Map<string, Dialog[]>();
  readonly #suggestions = new Map<string, Option[]>();
  #ephemerals: Ephemeral[] = [];
  #notices: (Notice & { recipient: string })[] = [];

  constructor(private readonly changes: Changes) {}

  // --- Dialogs: one stack per person, the topmost last

  dialogs(userId: string): readonly Dialog[] {
    return this.#dialogs.get(userId) ?? [];
  }

  dialog(userId: string, viewId: string): Dialog | undefined {
    return this.dialogs(userId).find((dialog) => dialog.view.id === viewId);
  }

  /** Whose open dialog this is, by the view's id or the app's own name for it. */
  findView(match: (view: View) => boolean): { userId: string; view: View } | undefined {
    for (const [userId, dialogs] of this.#dialogs) {
      const found = dialogs.find((dialog) => match(dialog.view));
      if (found) return { userId, view: found.view };
    }
    return undefined;
  }

  /** Every view that somebody has open. */
  get views(): View[] {
    return [...this.#dialogs.values()].flat().map(({ view }) => view);
  }

  setDialogs(userId: string, dialogs: Dialog[]): void {
    this.#dialogs.set(userId, dialogs);
    this.changes.announce('dialogs');
  }

  /** Changes one open dialog; nothing happens where it was closed meanwhile. */
  patchDialog(userId: string, viewId: string, patch: Partial<Dialog>): void {
    const dialogs = this.dialogs(userId).map((dialog) =>
      dialog.view.id === viewId ? { ...dialog, ...patch } : dialog,
    );
    this.setDialogs(userId, dialogs);
  }

  // --- Ephemeral messages

  ephemeralsOf(userId: string): Ephemeral[] {
    return this.#ephemerals.filter((message) => message.recipient === userId);
  }

  ephemeral(ts: string, recipient: string): Ephemeral | undefined {
    return this.#ephemerals.find((message) => message.ts === ts && message.recipient === recipient);
  }

  addEphemeral(message: Ephemeral): void {
    this.#ephemerals = [...this.#ephemerals, message].slice(-KEPT_EPHEMERALS);
    this.changes.announce('ephemerals');
  }

  replaceEphemeral(message: Ephemeral): void {
    this.#ephemerals = this.#ephemerals.map((existing) => (isSame(existing, message) ? message : existing));
    this.changes.announce('ephemerals');
  }

  removeEphemeral(ts: string, recipient: string): void {
    this.#ephemerals = this.#ephemerals.filter((message) => !isSame(message, { ts, recipient }));
    this.changes.announce('ephemerals');
  }

  // --- Options that the app suggested, by whom they were suggested to and the element

  keepSuggestions(userId: string, actionId: string, options: Option[]): void {
    const key = `${userId} ${actionId}`;
    this.#suggestions.set(key, [...(this.#suggestions.get(key) ?? []), ...options].slice(-KEPT_SUGGESTIONS));
  }

  suggested(userId: string, actionId: string, value: string): Option | undefined {
    return this.#suggestions.get(`${userId} ${actionId}`)?.findLast((option) => option.value === value);
  }

  // --- Notices

  noticesOf(userId: string): Notice[] {
    return this.#notices.filter(({ recipient }) => recipient === userId).map(({ recipient, ...notice }) => notice);
  }

  addNotice(recipient: string, notice: Omit<Notice, 'id'>): void {
    this.#notices = [...this.#notices, { ...notice, recipient, id: randomHex(6) }].slice(-KEPT_NOTICES);
    this.changes.announce('notices');
  }

  /** A failed click is forgotten when the message changes or the next click on it succeeds. */
  clearElementNotices(channel: string, messageTs: string): void {
    const kept = this.#notices.filter(
      (notice) => notice.channel !== channel || notice.element?.messageTs !== messageTs,
    );
    if (kept.length === this.#notices.length) return;
    this.#notices = kept;
    this.changes.announce('notices');
  }
}

const isSame = (one: { ts: string; recipient: string }, other: { ts: string; recipient: string }): boolean =>
  one.ts === other.ts && one.recipient === other.recipient;
