import type { Notifier } from '../../../src/domain/ports/notifier';

/** Keeps which cards have changed, in order, and how often all that are behind were drawn. */
export class FakeNotifier implements Notifier {
  readonly changed: string[] = [];
  passes = 0;

  async cardWillChange(): Promise<void> {}

  async cardChanged(key: string): Promise<void> {
    this.changed.push(key);
  }

  async cardDue(key: string): Promise<void> {
    if (!this.changed.includes(key)) this.changed.push(key);
  }

  async drawCardsBehind(): Promise<number> {
    this.passes += 1;
    return 0;
  }
}
