/** A clock that moves only when a test says so. */
export class Clock {
  constructor(private at = new Date('2026-03-02T09:00:00.000Z')) {}

  readonly now = (): Date => new Date(this.at);

  advance(milliseconds: number): void {
    this.at = new Date(this.at.getTime() + milliseconds);
  }
}
