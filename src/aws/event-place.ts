import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { z } from 'zod';
import type { DomainEvent } from '../domain/events';
import { ofPipeline } from '../domain/ports/owner';
import type { Log } from '../log';
import type { PlaceOf } from './places';

/** Account and region of an event's envelope; other messages have neither. */
const origin = z.object({ account: z.string().optional(), region: z.string().optional() }).catch({});

export interface EventPlaceDeps {
  placeOf: PlaceOf;
  ownRegion: string;
  /** Asked only where no role tells the account; undefined where it cannot be known. */
  ownAccount: () => Promise<string | undefined>;
}

export type IsFromItsPlace = (event: DomainEvent, body: string) => Promise<boolean>;

/**
 * Whether an event comes from where the configuration says its pipeline is: one of the same name in another region or
 * account is a stranger's. What an event does not say is not held against it.
 */
export function isFromItsPlace({ placeOf, ownRegion, ownAccount }: EventPlaceDeps): IsFromItsPlace {
  return async (event, body) => {
    const place = 'pipeline' in event ? placeOf(ofPipeline(event.pipeline)) : undefined;
    if (!place) return true;
    const { account, region } = origin.parse(JSON.parse(body));
    if (region && region !== (place.region ?? ownRegion)) return false;
    if (!account) return true;
    const expected = accountOf(place.roleArn) ?? (await ownAccount());
    return expected === undefined || account === expected;
  };
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
