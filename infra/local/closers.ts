type Close = () => unknown;

/** What has been opened, to be closed in the opposite order, each even if another fails. */
export class Closers {
  private readonly closers: Close[] = [];

  add(close: Close): void {
    this.closers.unshift(close);
  }

  /** @throws AggregateError after everything has been tried */
  async closeAll(): Promise<void> {
    const errors: unknown[] = [];
    for (const close of this.closers.splice(0)) {
      try {
        await close();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw new AggregateError(errors, 'not everything could be closed');
  }
}
