import type { EndpointStatus } from '@aws-sdk/client-sagemaker';
import type { Clock } from '../../clock';
import { awsEvent } from '../event-bus';
import type { Place } from '../place';
import type { EventSink } from '../ports';
import type { EndpointRecord, EndpointStore } from './endpoint-store';
import { arnOf } from './registry-names';

/** Milliseconds from one state to the next; in AWS it is minutes. */
const SETTLING_MS = 5_000;
/** A model whose image has this in its name does not come up. */
const UNHEALTHY = 'unhealthy';
const NOT_UP = 'The primary container for production variant all did not pass the ping health check.';

interface EndpointLifeDeps {
  store: EndpointStore;
  clock: Clock;
  place: Place;
  emit: EventSink;
}

/**
 * How endpoints come from one state into the next. An update to a model that does not come up goes back to the
 * configuration before, as with alarms for automatic rollback.
 */
export class EndpointLife {
  private readonly ends = new Map<EndpointRecord, () => void>();

  constructor(private readonly deps: EndpointLifeDeps) {
    for (const endpoint of deps.store.endpoints) this.awaitEnd(endpoint);
  }

  begins(endpoint: EndpointRecord, status: 'Creating' | 'Updating', config: string): void {
    this.becomes(endpoint, status, { reason: undefined, pending: this.pending(config) });
  }

  /** Also what AWS does by itself: an outage, an update of its own. */
  becomes(endpoint: EndpointRecord, status: EndpointStatus, change: Partial<EndpointRecord> = {}): void {
    const { store, clock, place, emit } = this.deps;
    const at = clock.now();
    store.change(endpoint, { ...change, status, modifiedAt: at.toISOString() });
    emit(endpointEvent(endpoint, place, at));
    this.awaitEnd(endpoint);
  }

  /** Nothing comes into another state any more; the next one to be made goes on. */
  close(): void {
    for (const callOff of this.ends.values()) callOff();
  }

  private readonly pending = (config: string): EndpointRecord['pending'] => ({
    config,
    settlesAt: new Date(this.deps.clock.now().getTime() + SETTLING_MS).toISOString(),
  });

  private awaitEnd(endpoint: EndpointRecord): void {
    this.ends.get(endpoint)?.();
    this.ends.delete(endpoint);
    const { pending } = endpoint;
    if (!pending) return;
    const callOff = this.deps.clock.at(new Date(pending.settlesAt), () => this.settle(endpoint, pending.config));
    this.ends.set(endpoint, callOff);
  }

  private settle(endpoint: EndpointRecord, config: string): void {
    if (this.comesUp(config)) this.becomes(endpoint, 'InService', { config, pending: undefined });
    else if (endpoint.status === 'Creating') this.becomes(endpoint, 'Failed', { reason: NOT_UP, pending: undefined });
    else this.becomes(endpoint, 'RollingBack', { reason: NOT_UP, pending: this.pending(endpoint.config) });
  }

  private comesUp(config: string): boolean {
    const { store } = this.deps;
    const images = store.get('configs', config).variants.map(({ ModelName }) => store.get('models', ModelName).image);
    return !images.some((image) => image.includes(UNHEALTHY));
  }
}

/** "SageMaker Endpoint State Change" as the Developer Guide's sample has it: states in capitals, times in milliseconds. */
function endpointEvent({ name, config, status, createdAt }: EndpointRecord, place: Place, at: Date) {
  const EndpointArn = arnOf(place, `endpoint/${name}`);
  return awsEvent({
    source: 'aws.sagemaker',
    detailType: 'SageMaker Endpoint State Change',
    place,
    resources: [EndpointArn],
    at,
    detail: {
      EndpointName: name,
      EndpointArn,
      EndpointConfigName: config,
      EndpointStatus: status.replace(/(?<!^)[A-Z]/g, '_$&').toUpperCase(),
      CreationTime: Date.parse(createdAt),
      LastModifiedTime: at.getTime(),
      Tags: {},
    },
  });
}
