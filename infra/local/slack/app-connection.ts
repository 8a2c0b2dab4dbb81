/** Why an event comes again, as Slack names it (Slack, "Events API: error handling"). */
export type RetryReason = 'timeout' | 'http_timeout' | 'http_error' | 'connection_failed' | 'too_many_redirects';

export type EnvelopeType = 'slash_commands' | 'interactive' | 'events_api';

export type Delivery =
  | { outcome: 'acked'; payload: Record<string, unknown> }
  | {
      outcome: 'operation_timeout' | 'dispatch_failed';
      reason: RetryReason;
      /** The app asked not to be sent this event again. */
      noRetry?: boolean;
    };

export interface Retry {
  /** From 1 on. */
  number: number;
  reason: RetryReason;
}

/** How the workspace reaches the app. */
export interface AppConnection {
  readonly isConnected: boolean;
  /** Hands over a payload and waits for what the app says to it. Never rejects: what can go wrong is part of the answer. */
  deliver(type: EnvelopeType, payload: Record<string, unknown>, retry?: Retry): Promise<Delivery>;
}
