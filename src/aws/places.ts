import type { Owner } from '../domain/ports/owner';

/** Where something is in AWS. What is not said is the bot's own. */
export interface Place {
  region?: string | undefined;
  /** ARN of a role to assume, in the account where it is. */
  roleArn?: string | undefined;
  /** What the trust policy of that role demands as `sts:ExternalId`. */
  externalId?: string | undefined;
}

/** Where a pipeline or project is; undefined where it is not configured. */
export type PlaceOf = (owner: Owner) => Place | undefined;

/** Makes one of each per place, when it is first asked for. */
export function oncePerPlace<T>(make: (place: Place) => T): (place: Place) => T {
  const made = new Map<string, T>();
  return (place) => {
    const key = JSON.stringify([place.region, place.roleArn, place.externalId]);
    const found = made.get(key) ?? make(place);
    made.set(key, found);
    return found;
  };
}

/**
 * A port whose every call goes to the gateway of the place where its owner is, so that neither callers nor gateways know
 * that there are several places.
 * @param ownerIn finds the owner in the arguments of a call
 */
export function routed<Port extends { [Method in keyof Port]: (...args: never[]) => Promise<unknown> }>(
  gatewayIn: (place: Place) => Port,
  placeOf: PlaceOf,
  ownerIn: (args: Parameters<Port[keyof Port]>) => Owner,
): Port {
  const gatewayOf = (owner: Owner): Port => {
    const place = placeOf(owner);
    // At home there may be another one of that name: better no answer than its answer.
    if (!place) throw new Error(`the ${owner.kind} ${owner.name} is not in the configuration`);
    return gatewayIn(place);
  };
  const methods = Object.keys(gatewayIn({})) as (keyof Port)[];
  const calls = methods.map((method) => [
    method,
    async (...args: Parameters<Port[keyof Port]>) => gatewayOf(ownerIn(args))[method](...args),
  ]);
  return Object.fromEntries(calls) as Port;
}
