import { CHANNELS } from './identity';
import { actionsOf, messagesIn, Person, type SeenMessage, wordsOf } from './slack/person';
import type { RunningStack } from './stack';

const APPROVER = 'U0ADA';
const APPROVE = 'approve';
/** Training and testing take seconds; a machine that needs longer than this has another problem. */
const CARD_TIMEOUT_MS = 180_000;

/** Ada, approving the first releases as she would in the browser. */
export class SeedApprover {
  private readonly ada: Person;

  constructor({ url }: Pick<RunningStack, 'url'>) {
    this.ada = new Person(url, APPROVER);
  }

  /** Presses Approve on the card of a commit, as soon as the bot has posted it. */
  async approve(commitId: string): Promise<void> {
    await this.ada.press(await this.cardOf(commitId), APPROVE);
  }

  /** Waits for the open approval card of a commit. */
  cardOf(commitId: string): Promise<SeenMessage> {
    const name = commitId.slice(0, 7);
    const isCard = (message: SeenMessage) => wordsOf(message).includes(name) && actionsOf(message).includes(APPROVE);
    return this.ada.until((seen) => CHANNELS.flatMap(({ id }) => messagesIn(seen, id)).findLast(isCard), {
      what: `the approval card of ${name}`,
      timeoutMs: CARD_TIMEOUT_MS,
    });
  }
}
