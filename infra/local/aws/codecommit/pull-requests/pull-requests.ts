import { randomBytes } from 'node:crypto';
import { AwsError } from '../../aws-error';
import type { EventSink, PullRequestChange, PullRequestListener } from '../../ports';
import type { ReferenceChange } from '../reference-watch';
import type { RepositoryChanges } from '../repository-changes';
import type { PullRequestRecord } from './pull-request';
import { type PullRequestEventName, pullRequestEvent } from './pull-request-event';
import type { PullRequestStore } from './pull-request-store';
import { DEFAULT_REFERENCE, tipOf } from './pull-request-target';

export interface PullRequestsOptions {
  store: PullRequestStore;
  changes: RepositoryChanges;
  emit: EventSink;
  now: () => Date;
  /** How many of a repository may be open at once. */
  openLimit: number;
}

/** What CreatePullRequest asks for; references are full. */
export interface PullRequestDraft {
  title: string;
  description?: string;
  repositoryName: string;
  sourceReference: string;
  /** The default branch where it is left out. */
  destinationReference?: string;
  clientRequestToken: string;
}

export interface MergeRequest {
  id: string;
  repositoryName: string;
  /** Where the source branch must stand. */
  sourceCommitId?: string;
}

/** Opens, follows, closes and merges pull requests, each in turn with the pushes to its repository. */
export class PullRequests {
  private readonly listeners: PullRequestListener[] = [];

  constructor(private readonly options: PullRequestsOptions) {
    options.changes.follow((...moves) => this.follow(...moves));
  }

  get store(): PullRequestStore {
    return this.options.store;
  }

  /** Called when one is opened, and when its source branch has moved. */
  onPullRequest(listener: PullRequestListener): void {
    this.listeners.push(listener);
  }

  /** @throws AwsError as CreatePullRequest does */
  create(draft: PullRequestDraft, authorArn: string): Promise<PullRequestRecord> {
    const { store, changes, openLimit } = this.options;
    const { repositoryName, sourceReference, destinationReference = DEFAULT_REFERENCE } = draft;
    return changes.perform(repositoryName, authorArn, async (repository) => {
      const earlier = this.createdBefore(draft);
      if (earlier) return earlier;
      const references = await repository.references();
      const sourceCommit = tipOf(references, sourceReference);
      if (draft.destinationReference === undefined && !references.has(destinationReference)) {
        // AWS does not say which targets it finds invalid; this one lacks a full value, as the words of the error have it.
        throw new AwsError('InvalidTargetException', 'The target has no destination and there is no default branch.');
      }
      const destinationCommit = tipOf(references, destinationReference);
      const mergeBase = await repository.mergeBase(sourceCommit, destinationCommit);
      if (store.openOf(repositoryName).length >= openLimit) {
        const message = `The repository has ${openLimit} open pull requests, as many as it may have.`;
        throw new AwsError('MaximumOpenPullRequestsExceededException', message);
      }
      const at = this.options.now().toISOString();
      const record = store.add({
        ...draft,
        destinationReference,
        sourceCommit,
        destinationCommit,
        ...(mergeBase && { mergeBase }),
        status: 'OPEN',
        authorArn,
        revisionId: newRevisionId(),
        createdAt: at,
        lastActivityAt: at,
      });
      this.announce(record, 'pullRequestCreated', authorArn);
      this.tell(record, 'opened');
      return record;
    });
  }

  /**
   * Changes the status, which goes one way only.
   * @throws AwsError InvalidPullRequestStatusUpdateException, and as `existing` of the store does
   */
  updateStatus(id: string, status: PullRequestRecord['status'], callerArn: string): Promise<PullRequestRecord> {
    const { store, changes } = this.options;
    return changes.perform(store.existing(id).repositoryName, callerArn, async () => {
      const record = store.existing(id);
      if (record.status === status) return record;
      if (status === 'CLOSED') return this.close(record, callerArn);
      const message = 'The only valid update of a pull request status is from OPEN to CLOSED.';
      throw new AwsError('InvalidPullRequestStatusUpdateException', message);
    });
  }

  /** @throws AwsError as MergePullRequestByFastForward does */
  async mergeByFastForward({ id, repositoryName, sourceCommitId }: MergeRequest, callerArn: string) {
    const { store, changes } = this.options;
    await changes.perform(repositoryName, callerArn, async (repository, merging) => {
      const record = store.existing(id);
      if (record.status === 'CLOSED') {
        throw new AwsError('PullRequestAlreadyClosedException', `Pull request ${id} is already closed.`);
      }
      const references = await repository.references();
      const source = tipOf(references, record.sourceReference);
      const destination = tipOf(references, record.destinationReference);
      if (sourceCommitId !== undefined && sourceCommitId !== source) {
        const message = 'The tip of the source branch does not match the commit ID of your request.';
        throw new AwsError('TipOfSourceReferenceIsDifferentException', message);
      }
      if (!(await repository.isAncestor(destination, source))) {
        const message = `Pull request ${id} cannot be merged by fast-forward. Merge the branches manually.`;
        throw new AwsError('ManualMergeRequiredException', message);
      }
      // A process that died may not have followed the last push.
      const current = source === record.sourceCommit ? record : await this.reviseSource(record, source, callerArn);
      if (source === destination) {
        this.concludeMerge(current, callerArn);
        return;
      }
      const moved = await repository.moveReference(record.destinationReference, destination, source);
      if (!moved) {
        const message = `${record.destinationReference} was modified while the merge was in progress. Try again.`;
        throw new AwsError('ConcurrentReferenceUpdateException', message);
      }
      const tips = { baseCommitId: destination, sourceCommitId: source, destinationCommitId: destination };
      merging({ ...tips, mergeOption: 'FAST_FORWARD_MERGE' });
    });
    return store.existing(id);
  }

  /** @throws AwsError IdempotencyParameterMismatchException */
  private createdBefore(draft: PullRequestDraft): PullRequestRecord | undefined {
    const earlier = this.options.store.createdWith(draft.clientRequestToken);
    const { destinationReference = DEFAULT_REFERENCE } = draft;
    const repeated = { ...draft, destinationReference, description: draft.description };
    const differs = (member: keyof typeof repeated) => earlier?.[member] !== repeated[member];
    if (earlier && (Object.keys(repeated) as (keyof typeof repeated)[]).some(differs)) {
      const message = 'The client request token was used for another pull request.';
      throw new AwsError('IdempotencyParameterMismatchException', message);
    }
    return earlier;
  }

  private async follow(repositoryName: string, moves: readonly ReferenceChange[], callerArn: string): Promise<void> {
    const byName = new Map(moves.map((move) => [move.reference, move]));
    for (const record of this.options.store.openOf(repositoryName)) {
      const source = byName.get(record.sourceReference);
      const destination = byName.get(record.destinationReference);
      if (source || destination) await this.followOne(record, source, destination, callerArn);
    }
  }

  /**
   * A push to the source branch makes a new revision, one that fast-forwards the destination to it merges, and the
   * deletion of either closes (AWS CodeCommit User Guide, Merge a pull request).
   */
  private async followOne(
    record: PullRequestRecord,
    source: ReferenceChange | undefined,
    destination: ReferenceChange | undefined,
    callerArn: string,
  ): Promise<void> {
    const { changes } = this.options;
    const current = source?.newCommitId ? await this.reviseSource(record, source.newCommitId, callerArn) : record;
    if (destination?.oldCommitId && destination.newCommitId === current.sourceCommit) {
      const repository = changes.contents(record.repositoryName);
      const forward = await repository.isAncestor(destination.oldCommitId, current.sourceCommit);
      if (forward) return this.concludeMerge(current, callerArn);
    }
    const deleted = [source, destination].some((move) => move && move.newCommitId === undefined);
    if (deleted) this.close(current, callerArn);
    else if (destination?.newCommitId) await this.saveTips(current, { destinationCommit: destination.newCommitId });
  }

  private async reviseSource(record: PullRequestRecord, sourceCommit: string, callerArn: string) {
    const revision = { sourceCommit, revisionId: newRevisionId(), lastActivityAt: this.options.now().toISOString() };
    const revised = await this.saveTips(record, revision);
    this.announce(revised, 'pullRequestSourceBranchUpdated', callerArn);
    this.tell(revised, 'updated');
    return revised;
  }

  private async saveTips(record: PullRequestRecord, moved: Partial<PullRequestRecord>): Promise<PullRequestRecord> {
    const { store, changes } = this.options;
    const { mergeBase: _, ...rest } = { ...record, ...moved };
    const repository = changes.contents(record.repositoryName);
    const mergeBase = await repository.mergeBase(rest.sourceCommit, rest.destinationCommit);
    return store.save({ ...rest, ...(mergeBase && { mergeBase }) });
  }

  private close(record: PullRequestRecord, callerArn: string): PullRequestRecord {
    const { store, now } = this.options;
    const closed = store.save({ ...record, status: 'CLOSED', lastActivityAt: now().toISOString() });
    this.announce(closed, 'pullRequestStatusChanged', callerArn);
    return closed;
  }

  private concludeMerge(record: PullRequestRecord, callerArn: string): void {
    const { store, now } = this.options;
    const lastActivityAt = now().toISOString();
    const merged = { ...record, status: 'CLOSED' as const, mergedBy: callerArn, lastActivityAt };
    store.save({ ...merged, destinationCommit: record.sourceCommit });
    // The event, unlike the API, tells where the destination stood before.
    this.announce(merged, 'pullRequestMergeStatusUpdated', callerArn);
  }

  private announce(record: PullRequestRecord, event: PullRequestEventName, callerArn: string): void {
    const { emit, now } = this.options;
    emit(pullRequestEvent(record, event, callerArn, now()));
  }

  private tell(record: PullRequestRecord, change: PullRequestChange['change']): void {
    const { id: pullRequestId, repositoryName, sourceReference, destinationReference } = record;
    const { sourceCommit, destinationCommit } = record;
    const tips = { sourceReference, destinationReference, sourceCommit, destinationCommit };
    for (const listener of this.listeners) listener({ change, pullRequestId, repositoryName, ...tips });
  }
}

function newRevisionId(): string {
  return randomBytes(32).toString('hex');
}
