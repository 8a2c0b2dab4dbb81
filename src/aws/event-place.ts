import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import type { DomainEvent } from '../domain/events';
import type { PipelinePolicy, Policies } from '../domain/policies/policy';
import { type Owner, ofPipeline, ofProject, ofRepository } from '../domain/ports/owner';
import type { Log } from '../log';
import type { Origin } from './events/envelope';
import type { Place, PlaceOf } from './places';

export interface EventPlaceDeps {
  placeOf: PlaceOf;
  policies: Pick<Policies, 'pipelines'>;
  ownRegion: string;
  /** Asked only where no role tells the account; undefined where it cannot be known. */
  ownAccount: () => Promise<string | undefined>;
}

export type IsFromItsPlace = (event: DomainEvent, origin: Origin) => Promise<boolean>;

/**
 * Whether an event comes from where the configuration says that what it is about is: one of the same name in another
 * region or account is a stranger's. What an event does not say is not held against it, and what is about nothing that
 * is configured is for its use case to ignore.
 */
export function isFromItsPlace({ placeOf, policies, ownRegion, ownAccount }: EventPlaceDeps): IsFromItsPlace {
  return async (event, origin) => {
    const places = ownersOf(event, policies).flatMap((owner) => placeOf(owner) ?? []);
    if (places.length === 0) return true;
    for (const place of places) {
      if (await isThere(place, origin)) return true;
    }
    return false;
  };

  async function isThere(place: Place, { account, region }: Origin): Promise<boolean> {
    if (region && region !== (place.region ?? ownRegion)) return false;
    if (!account) return true;
    const expected = accountOf(place.roleArn) ?? (await ownAccount());
    return expected === undefined || account === expected;
  }
}

/** Whom an event is about: alarms, endpoints and model package groups are what pipelines name, one perhaps of several. */
function ownersOf(event: DomainEvent, { pipelines }: Pick<Policies, 'pipelines'>): Owner[] {
  const whose = (is: (policy: PipelinePolicy) => boolean) =>
    pipelines()
      .filter(is)
      .map(({ name }) => ofPipeline(name));
  switch (event.kind) {
    case 'execution':
    case 'stage':
    case 'action':
    case 'approval-asked':
      return [ofPipeline(event.pipeline)];
    case 'build':
      return [ofProject(event.project)];
    case 'push':
    case 'pull-request':
      return [ofRepository(event.repository)];
    case 'model-package':
      return whose(({ modelPackageGroup }) => modelPackageGroup === event.group);
    case 'alarm':
      return whose(({ alarms }) => alarms.includes(event.alarm));
    case 'endpoint':
      return whose(({ endpoints }) => endpoints.includes(event.endpoint));
    case 'tick':
      return [];
  }
}

/** The account of the bot's own credentials, asked once. Where STS does not tell, events of every account are taken. */
export function ownAccountBy(sts: STSClient, log: Log): () => Promise<string | undefined> {
  let answer: Promise<string | undefined> | undefined;
  const ask = () =>
    sts.send(new GetCallerIdentityCommand({})).then(
      ({ Account }) => Account,
      (error: unknown) => {
        log.warn({ err: error }, 'own account unknown: events of every account are taken');
        return undefined;
      },
    );
  return () => {
    answer ??= ask();
    return answer;
  };
}

/** `arn:aws:iam::123456789012:role/…` */
const accountOf = (roleArn: string | undefined): string | undefined => roleArn?.split(':')[4];
