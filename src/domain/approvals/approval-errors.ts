import { Refusal } from '../errors';
import { didInWords, type InvolvedPerson } from '../policies/four-eyes';

/** Four eyes: whoever had a part in a release leaves it to somebody else to approve it. */
export class FourEyesNeeded extends Refusal {
  readonly code = 'four_eyes';
  readonly userMessage: string;

  constructor(part: InvolvedPerson, toDo = 'approve it') {
    super('this person had a part in what they would approve');
    this.userMessage = `You ${didInWords(part)}${isOfItself(part) ? '' : ', which is part of this release'}, so somebody else must ${toDo}.`;
  }
}

/** What somebody did to the whole of it, and not to a commit of it. */
const isOfItself = ({ part }: InvolvedPerson): boolean => part === 'started' || part === 'registered';

/** The policy lets nobody approve this; rejecting it is possible. */
export class GateClosed extends Refusal {
  readonly code = 'gate_closed';
  readonly userMessage: string;

  constructor(blockers: readonly string[]) {
    super('the policy lets nobody approve this');
    this.userMessage = `Nobody may approve this: ${blockers.join(' ')}`;
  }
}

export class ApprovalUnknown extends Refusal {
  readonly code = 'approval_unknown';
  readonly userMessage = 'This approval is not on record here. The newest card in the channel shows what waits.';
}

export class ApprovalNoLongerOpen extends Refusal {
  readonly code = 'approval_no_longer_open';
  readonly userMessage =
    'This approval is no longer open: the stage has moved on. The newest card shows where it stands.';
}

export class ApprovalAlreadyDecided extends Refusal {
  readonly code = 'approval_already_decided';
  readonly userMessage: string;

  constructor(what: { decision: string; by: string }, options?: ErrorOptions) {
    super('the approval has been decided', options);
    this.userMessage = `This was already ${what.decision} by ${what.by}. Nothing was changed by your click.`;
  }
}

export class ApprovalBeingDecided extends Refusal {
  readonly code = 'approval_being_decided';
  readonly userMessage: string;

  constructor(by: string) {
    super('another decision on this approval is on its way to AWS');
    this.userMessage = `${by} is answering this approval right now. The card shows the result in a moment.`;
  }
}

/** A decision is bound to the evidence the card showed (product rule "evidence-bound"). */
export class EvidenceChanged extends Refusal {
  readonly code = 'evidence_changed';
  readonly userMessage =
    'The evidence has changed since this card was drawn, so your click did nothing. The card now shows the new evidence: please look again and decide.';
}

/** Alarms hold the gate shut while they ring; two admins can take them out for one approval. */
export class AlarmsRinging extends Refusal {
  readonly code = 'alarms_ringing';
  readonly userMessage: string;

  constructor(names: readonly string[]) {
    super('an alarm rings');
    const what = names.length === 1 ? `The alarm ${names[0]} rings` : `The alarms ${names.join(', ')} ring`;
    this.userMessage = `${what}, so this cannot be approved now. Wait until it is quiet, or ask an admin to override it from Details.`;
  }
}

/** What nobody can read might ring. */
export class AlarmsUnreadable extends Refusal {
  readonly code = 'alarms_unreadable';
  readonly userMessage: string;

  /** Where CloudWatch did not answer it may in a moment; an alarm that does not exist will not. */
  override readonly isPassing: boolean;

  constructor(names: readonly string[], cause?: unknown) {
    super('alarms that hold the gate cannot be read', { cause });
    this.isPassing = cause !== undefined;
    this.userMessage = `CloudWatch does not tell whether ${names.join(', ')} rings, so this cannot be approved now. Try again in a minute; if it stays so, look at the alarms that mlpipeline.yaml names for this pipeline.`;
  }
}
