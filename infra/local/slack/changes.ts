/** Tells everybody who watches that something changed; what it is now, they read from the snapshot. */
export class Changes {
  #revision = 0;
  readonly #listeners = new Set<(revision: number, changed: string) => void>();

  get revision(): number {
    return this.#revision;
  }

  /** @param changed a channel id, or `dialogs`, `ephemerals`, `notices`, `home`, `files`, `usergroups`, `bot` */
  announce(changed: string): void {
    this.#revision += 1;
    for (const listener of this.#listeners) listener(this.#revision, changed);
  }

  /** @returns how to stop listening */
  listen(listener: (revision: number, changed: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
