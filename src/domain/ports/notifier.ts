/** Tells Slack that a card's truth has changed. Durable before it resolves: a card that cannot be drawn now is drawn later. */
export interface Notifier {
  /**
   * The card's truth is about to change: should the process die before it says `cardChanged`, reconcile draws the card
   * all the same. Needed where nobody would come back to the change: it is on record, and a repeat finds nothing to do.
   */
  cardWillChange(key: string): Promise<void>;
  cardChanged(key: string): Promise<void>;
  /** A card is to be there from now on, which shows one moment: whoever says so again changes nothing. */
  cardDue(key: string): Promise<void>;
  /** Draws cards that are behind, as many as one pass may; part of the reconcile pass. Returns how many were. */
  drawCardsBehind(): Promise<number>;
}
