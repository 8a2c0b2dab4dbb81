import { POLICY } from './policies/policy-actor';

/**
 * Answers we can explain to the person who asked. Everything else that is thrown is a bug or an outage:
 * it rises, is logged once at the top, and the person gets a reference instead of a reason.
 */
export abstract class Refusal extends Error {
  /** Stable name for logs, audit and tests. */
  abstract readonly code: string;
  /** One sentence that says what happened and what to do next. Plain text: the Slack layer escapes it. */
  abstract readonly userMessage: string;
  /** Slack ids of people and user groups to name after the sentence (who could do it instead). */
  readonly people: readonly string[] = [];
  /** A moment to name after them: until when it is so. */
  readonly until: Date | undefined = undefined;
  /** What would be possible instead: Slack puts a button after the sentence. */
  readonly offer: Offer | undefined = undefined;
  /** AWS is too busy to say yes or no: a person tries again, and reconcile, which may find more than a person, asks again. */
  readonly isPassing: boolean = false;
}

/** The rollback dialog, with this release chosen. */
export interface Offer {
  kind: 'rollback';
  pipeline: string;
  releaseId: string;
}

export class BadRequest extends Refusal {
  readonly code = 'bad_request';

  constructor(
    readonly userMessage: string,
    options?: ErrorOptions,
  ) {
    super(userMessage, options);
  }
}

export class UnknownPipeline extends Refusal {
  readonly code = 'unknown_pipeline';
  readonly userMessage: string;

  constructor(
    typed: string,
    readonly nearest: readonly string[],
  ) {
    super(`no pipeline named ${typed}`);
    this.userMessage = notThere('pipeline', typed, nearest, 'Type /mlpipeline list to see them all.');
  }
}

export class UnknownProject extends Refusal {
  readonly code = 'unknown_project';
  readonly userMessage: string;

  constructor(
    typed: string,
    readonly nearest: readonly string[],
  ) {
    super(`no project named ${typed}`);
    const otherwise = 'Only projects that mlpipeline.yaml names can be built from here.';
    this.userMessage = notThere('project', typed, nearest, otherwise);
  }
}

export class NotAllowed extends Refusal {
  readonly code = 'not_allowed';

  constructor(
    readonly userMessage: string,
    override readonly people: readonly string[] = [],
  ) {
    super(userMessage);
  }
}

/** A guest, a bot, somebody of another workspace: no role is ever theirs, whatever the configuration says. */
export class NotAMember extends Refusal {
  readonly code = 'not_a_member';
  readonly userMessage =
    'I answer full members of this workspace only: no guests, nobody from another workspace, no bots.';
}

/** The directory could not tell who this is: nobody may act on a guess. */
export class DirectoryUnavailable extends Refusal {
  readonly code = 'directory_unavailable';
  readonly userMessage = 'Slack did not tell who you are just now, so nothing was done. Please try again in a minute.';
}

export class EmptyReason extends Refusal {
  readonly code = 'empty_reason';
  readonly userMessage = 'Please say why: the reason goes into the record and onto the card.';
}

/** One request (a dialog, a command) acts once, however often it is sent. */
export class AlreadyRequested extends Refusal {
  readonly code = 'already_requested';
  readonly userMessage = 'This was already asked for and is being carried out; the card follows it.';
}

/** The reconcile pass dropped this request because it took too long to be written down; nothing was done. */
export class RequestExpired extends Refusal {
  readonly code = 'request_expired';
  readonly userMessage = 'This took too long to be recorded, so nothing was done. Please try again.';
}

/** Two people (or one, twice) asked for the same deploy within moments: one execution, and the other is told. */
export class SameDeployUnderWay extends Refusal {
  readonly code = 'same_deploy_under_way';
  readonly userMessage: string;

  constructor(
    pipeline: string,
    override readonly people: readonly string[],
  ) {
    super('the same deploy was asked for a moment ago');
    const who = people.length > 0 ? ', by' : '.';
    this.userMessage = `Nothing more was started: the same deploy of ${pipeline} was asked for a moment ago${who}`;
  }
}

export class RollbackUnderWay extends Refusal {
  readonly code = 'rollback_under_way';
  readonly userMessage: string;
  override readonly people: readonly string[];

  constructor(why: string, by: { id: string } | undefined) {
    super(why);
    this.userMessage = `Nothing more was started: another rollback of this pipeline is under way${by ? ', and its card shows how it goes. It was asked for by' : '. Its card shows how it goes.'}`;
    this.people = by ? [by.id] : [];
  }
}

/** What the person was told would happen is not what would happen now. */
export class RollbackChanged extends Refusal {
  readonly code = 'rollback_changed';
  readonly userMessage: string;

  constructor(
    changed: string,
    override readonly offer: Offer,
    options?: ErrorOptions,
  ) {
    super(changed, options);
    this.userMessage = `Nothing was rolled back. ${changed}`;
  }
}

/** A person holds the pipeline: nothing is deployed, retried, approved or rolled back; rejecting and stopping go on. */
export class PipelineLocked extends Refusal {
  readonly code = 'pipeline_locked';
  readonly userMessage: string;
  override readonly people: readonly string[];
  override readonly until: Date | undefined;

  constructor(
    pipeline: string,
    { by, reason, until }: { by: { id: string; name: string }; reason: string; until?: Date | undefined },
  ) {
    super('the pipeline is locked');
    const end = until ? '' : ' until somebody unlocks it';
    const isPerson = by.id !== POLICY.id;
    this.userMessage = `${pipeline} is locked${end} (“${shortened(reason)}”), so nothing was done. It was locked by${isPerson ? '' : ` ${by.name}`}`;
    this.people = isPerson ? [by.id] : [];
    this.until = until;
  }
}

/** A freeze is a lock of the configuration: nobody is to be asked, and it ends by itself. */
export class PipelineFrozen extends Refusal {
  readonly code = 'pipeline_frozen';
  readonly userMessage: string;
  override readonly until: Date;

  constructor(pipeline: string, { reason, until }: { reason: string; until: Date }) {
    super('a freeze holds');
    this.userMessage = `${pipeline} is frozen by mlpipeline.yaml (“${shortened(reason)}”), so nothing was done. It is frozen`;
    this.until = until;
  }
}

/** The bot may not write where it was asked to: it is not a member, or nobody may write there any more. */
export class ChannelClosed extends Refusal {
  readonly code = 'channel_closed';
  readonly userMessage =
    'I cannot write in this channel, so it gets no cards. Invite me first, with /invite @mlpipeline, and type it again.';
}

/** What AWS answers, translated: each has its own next step. */
export class RollbackTargetOutdated extends Refusal {
  readonly code = 'rollback_target_outdated';
  readonly userMessage =
    'The pipeline was edited after that release was deployed, so CodePipeline can no longer restore it. Open /mlpipeline rollback again to see what is still possible.';
}

export class RollbackNotPossible extends Refusal {
  readonly code = 'rollback_not_possible';
  readonly userMessage: string;

  constructor(why: string, options?: ErrorOptions) {
    super(why, options);
    this.userMessage = `Nothing was rolled back: ${why}`;
  }
}

export class RetryNotPossible extends Refusal {
  readonly code = 'retry_not_possible';
  readonly userMessage: string;

  constructor(why: string, options?: ErrorOptions) {
    super(why, options);
    this.userMessage = `This cannot be retried: ${why} Deploy it anew with /mlpipeline deploy.`;
  }
}

export class RetryUnderWay extends Refusal {
  readonly code = 'retry_under_way';
  readonly userMessage = 'This execution is being retried by somebody else right now. Its card shows how it goes.';
}

export class StopNotPossible extends Refusal {
  readonly code = 'stop_not_possible';

  constructor(
    readonly userMessage: string,
    options?: ErrorOptions,
  ) {
    super(userMessage, options);
  }
}

export class PipelineBusy extends Refusal {
  readonly code = 'pipeline_busy';
  override readonly isPassing = true;
  readonly userMessage = 'CodePipeline is busy with another change of this pipeline. Please try again in a moment.';
}

export class RegistryBusy extends Refusal {
  readonly code = 'registry_busy';
  override readonly isPassing = true;
  readonly userMessage = 'SageMaker is busy with another change of this version. Please try again in a moment.';
}

export class AwsRefused extends Refusal {
  readonly code = 'aws_refused';
  readonly userMessage: string;

  constructor(reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.userMessage = `AWS refused this: ${reason}`;
  }
}

export class AwsThrottled extends Refusal {
  readonly code = 'aws_throttled';
  override readonly isPassing = true;
  readonly userMessage = 'AWS gets too many requests just now, so nothing was done. Please try again in a minute.';
}

const notThere = (what: string, typed: string, nearest: readonly string[], otherwise: string): string =>
  `There is no ${what} “${typed}”. ${nearest.length > 0 ? `Did you mean ${nearest.join(' or ')}?` : otherwise}`;

/** A reason within a sentence: the whole of it stands on the card. */
const shortened = (reason: string): string => (reason.length > 200 ? `${reason.slice(0, 199)}…` : reason);
