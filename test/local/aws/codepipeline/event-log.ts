import type { AwsEvent } from '../../../../infra/local/aws/ports';
import { checkEvent } from '../../../support/aws-schemas';

/** Collects events, each checked against its schema, and lets tests wait for one. */
export class EventLog {
  readonly all: AwsEvent[] = [];
  private waiting: { matches: (event: AwsEvent) => boolean; resolve: (event: AwsEvent) => void }[] = [];

  readonly emit = (event: AwsEvent): void => {
    checkEvent(event);
    this.all.push(event);
    const met = this.waiting.filter(({ matches }) => matches(event));
    this.waiting = this.waiting.filter((waiter) => !met.includes(waiter));
    for (const { resolve } of met) resolve(event);
  };

  /** The first event whose detail has these members, past or future. */
  until(detail: Record<string, unknown>): Promise<AwsEvent> {
    const matches = (event: AwsEvent) => Object.entries(detail).every(([key, value]) => event.detail[key] === value);
    const past = this.all.find(matches);
    if (past) return Promise.resolve(past);
    return new Promise((resolve) => this.waiting.push({ matches, resolve }));
  }

  /** What happened to one execution, one line per event: `Build/Train STARTED`. */
  story(executionId: string): string[] {
    return this.all
      .filter(({ detail }) => detail['execution-id'] === executionId)
      .map(
        ({ detail: { stage, action, state } }) => `${[stage, action].filter(Boolean).join('/') || 'pipeline'} ${state}`,
      );
  }
}
