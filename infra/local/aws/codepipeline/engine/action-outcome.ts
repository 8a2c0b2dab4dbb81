import type { SourceRevisionRecord, StoredArtifact } from '../state';

/** How an action ended, and what it leaves to the actions after it. */
export interface ActionOutcome {
  status: 'Succeeded' | 'Failed';
  externalId?: string;
  externalUrl?: string;
  summary?: string;
  error?: { code: string; message: string };
  updatedBy?: string;
  outputVariables?: Record<string, string>;
  outputArtifacts?: StoredArtifact[];
  /** What a source action has fetched. */
  revision?: SourceRevisionRecord;
}

/** Why an action cannot do its work. The codes are those of custom jobs (API Reference, FailureDetails). */
export class ActionFailure extends Error {
  constructor(
    readonly code: 'ConfigurationError' | 'JobFailed' | 'SystemUnavailable',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The outcome of an action that failed for this reason. */
export function failed({ code, message }: ActionFailure): ActionOutcome {
  return { status: 'Failed', summary: message, error: { code, message } };
}
