import { AwsError } from './aws-error';
import { HOME, type Place } from './place';
import type { EventSink, PipelineFacts } from './ports';
import type { AwsService, Operation } from './wire/aws-service';

/**
 * Puts a stand-in that knows no account and region but home's into another place. CodePipeline, CodeBuild and CodeCommit
 * speak of home to each other; at the border of the place its names and home's are exchanged: in requests, answers,
 * refusals, events and the caller. As they are exchanged and not replaced, what a caller has written comes back as it was.
 * At home there is nothing to exchange, and the stand-in is closed to callers from elsewhere.
 */
export function inPlace({ operations, ...service }: AwsService, place: Place): AwsService {
  const exchange = exchangeWithHome(place);
  const moved = Object.entries(operations).map(([name, operation]) => [name, translated(operation, exchange)]);
  return { ...service, place, operations: Object.fromEntries(moved) };
}

/** The events of such a stand-in. */
export function eventsFrom(place: Place, emit: EventSink): EventSink {
  const exchange = exchangeWithHome(place);
  return (event) => emit(exchange(event));
}

/** What notifications say of the pipelines of such a stand-in. */
export function factsFrom(place: Place, facts: PipelineFacts): PipelineFacts {
  const exchange = exchangeWithHome(place);
  return {
    openApproval: (...asked) => exchange(facts.openApproval(...asked)),
    failedActions: (...asked) => exchange(facts.failedActions(...asked)),
  };
}

type Exchange = <T>(value: T) => T;

function translated(operation: Operation, exchange: Exchange): Operation {
  return async (input, caller) => {
    try {
      return exchange(await operation(exchange(input), exchange(caller)));
    } catch (error) {
      throw error instanceof AwsError ? new AwsError(error.code, exchange(error.message), error.httpStatus) : error;
    }
  };
}

/**
 * Exchanges the names of a place and home's in every text of a value. A name is meant where it stands alone, in quotes, in
 * an ARN or in a host name; in a sentence it may be anything.
 */
function exchangeWithHome({ account, region }: Place): Exchange {
  const pairs = [
    [HOME.account, account],
    [HOME.region, region],
  ] as const;
  const others = new Map(pairs.flatMap(([home, other]) => [[home, other] as const, [other, home] as const]));
  const named = new RegExp(`(?<![^:.'])(?:${[...others.keys()].join('|')})(?![^:.'])`, 'g');
  const inText = (text: string): string => text.replace(named, (name) => others.get(name) ?? name);

  const within = (value: unknown): unknown => {
    if (typeof value === 'string') return inText(value);
    if (Array.isArray(value)) return value.map(within);
    if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
    return Object.fromEntries(Object.entries(value).map(([member, inner]) => [member, within(inner)]));
  };
  return <T>(value: T) => within(value) as T;
}
