import type { AwsEvent } from '../../../infra/local/aws/ports';
import { MovableClock } from '../../../infra/local/clock';
import { withEventFaults } from '../../../infra/local/faults/event-faults';
import { Faults } from '../../../infra/local/faults/fault';

let faults: Faults;
let clock: MovableClock;
let delivered: string[];
let send: (...ids: string[]) => Promise<void>;

beforeEach(() => {
  faults = new Faults();
  clock = new MovableClock();
  delivered = [];
  const deliver = withEventFaults(faults, clock, async ({ id }) => void delivered.push(String(id)));
  send = async (...ids) => {
    for (const id of ids) await deliver(event(id));
  };
});

function event(id: string): AwsEvent {
  const detailType = id.startsWith('build')
    ? 'CodeBuild Build State Change'
    : 'CodePipeline Action Execution State Change';
  return {
    version: '0',
    id,
    'detail-type': detailType,
    source: 'aws.test',
    account: '123456789012',
    time: '2026-01-01T00:00:00Z',
    region: 'us-east-1',
    resources: [],
    detail: {},
  };
}

it('loses an event', async () => {
  faults.add({ of: 'event', kind: 'lose' });

  await send('one', 'two');

  expect(delivered).toEqual(['two']);
});

it('delivers an event twice', async () => {
  faults.add({ of: 'event', kind: 'duplicate' });

  await send('one', 'two');

  expect(delivered).toEqual(['one', 'one', 'two']);
});

it('lets the next event overtake one', async () => {
  faults.add({ of: 'event', kind: 'reorder' });

  await send('one', 'two', 'three');

  expect(delivered).toEqual(['two', 'one', 'three']);
});

it('delivers an event late', async () => {
  faults.add({ of: 'event', kind: 'delay', ms: 60_000 });

  await send('one', 'two');
  expect(delivered).toEqual(['two']);
  clock.advance(60_000);

  expect(delivered).toEqual(['two', 'one']);
});

it('meets only events of the kind it is meant for', async () => {
  faults.add({ of: 'event', kind: 'lose', on: 'CodeBuild Build State Change', times: 2 });

  await send('one', 'build 1', 'two', 'build 2', 'build 3');

  expect(delivered).toEqual(['one', 'two', 'build 3']);
});

it('knows a notification by the name of its envelope', async () => {
  faults.add({ of: 'event', kind: 'lose', on: 'Notification' });
  const deliver = withEventFaults(faults, clock, async (message) => {
    delivered.push('Message' in message ? String(message.Message) : 'event');
  });

  await deliver(event('one'));
  await deliver({ Type: 'Notification', Message: 'first' });
  await deliver({ Type: 'Notification', Message: 'second' });

  expect(delivered).toEqual(['event', 'second']);
});
