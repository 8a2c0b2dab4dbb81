import { CHANNELS } from './identity';
import { actionsOf, messagesIn, Person, type SeenMessage, wordsOf } from './slack/person';
import type { RunningStack } from './stack';

const APPROVER = 'U0ADA';
const APPROVE = 'approve';
/** Training and testing take seconds; a machine that needs longer than this has another problem. */
const CARD_TIMEOUT_MS = 180_000;
/** Longer than a bot may take to draw the decision; a click that shows nothing by then is lost, as in Slack. */
const CLICK_TIMEOUT_MS = 15_000;
const CLICKS = 3;

/** Ada, approving the first releases as she would in the browser. */
export class SeedApprover {
  private readonly ada: Person;

  constructor({ url }: Pick<RunningStack, 'url'>) {
    this.ada = new Person(url, APPROVER);
  }

  /** Presses Approve on the card of a commit as soon as the bot has posted it, and again while that shows nothing. */
  async approve(commitId: string): Promise<void> {
    for (let click = 1; ; click += 1) {
      const card = await this.cardOf(commitId);
      await this.ada.press(card, APPROVE);
      try {
        await this.answered(card);
        return;
      } catch (error) {
        if (click === CLICKS) throw error;
      }
    }
  }

  /** Waits for the open approval card of a commit. */
  cardOf(commitId: string): Promise<SeenMessage> {
    const name = commitId.slice(0, 7);
    const isCard = (message: SeenMessage) => wordsOf(message).includes(name) && isOpen(message);
    return this.ada.until((seen) => CHANNELS.flatMap(({ id }) => messagesIn(seen, id)).findLast(isCard), {
      what: `the approval card of ${name}`,
      timeoutMs: CARD_TIMEOUT_MS,
    });
  }

  private answered({ channel, ts }: SeenMessage): Promise<SeenMessage> {
    return this.ada.until((seen) => messagesIn(seen, channel).find((card) => card.ts === ts && !isOpen(card)), {
      what: 'the answer on the card',
      timeoutMs: CLICK_TIMEOUT_MS,
    });
  }
}

const isOpen = (card: SeenMessage): boolean => actionsOf(card).includes(APPROVE);
