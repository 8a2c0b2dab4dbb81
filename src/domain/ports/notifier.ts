/** Tells Slack that a card's truth has changed. Durable before it resolves: a card that cannot be drawn now is drawn later. */
export interface Notifier {
  cardChanged(key: string): Promise<void>;
  /** Draws every card that is behind; part of the reconcile pass. */
  drawCardsBehind(): Promise<void>;
}
