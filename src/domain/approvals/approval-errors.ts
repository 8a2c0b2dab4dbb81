import { Refusal } from '../errors';
import { didInWords, type InvolvedPerson } from '../policies/four-eyes';

/** Four eyes: whoever had a part in a release leaves it to somebody else to approve it. */
export class FourEyesNeeded extends Refusal {
  readonly code = 'four_eyes';
  readonly userMessage: string;

  constructor(part: InvolvedPerson) {
    super('this person had a part in what they would approve');
    this.userMessage = `You ${didInWords(part)}${part.part === 'started' ? '' : ', which is part of this release'}, so somebody else must approve it.`;
  }
}

/** The policy lets nobody approve this; rejecting it is possible. */
export class GateClosed extends Refusal {
  readonly code = 'gate_closed';
  readonly userMessage: string;

  constructor(blockers: readonly string[]) {
    super('the policy lets nobody approve this');
    this.userMessage = `Nobody may approve this: ${blockers.join(' ')}`;
  }
}
