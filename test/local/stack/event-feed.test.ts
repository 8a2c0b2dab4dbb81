import type { AwsEvent } from '../../../infra/local/aws/ports';
import { EventFeed } from '../../../infra/local/event-feed';

function event(id: string): AwsEvent {
  return {
    ...{ version: '0', id, 'detail-type': 'Test', source: 'test', account: '123456789012' },
    ...{ time: '2026-01-01T00:00:00Z', region: 'us-east-1', resources: [], detail: {} },
  };
}

const unexpected = (error: unknown) => {
  throw error;
};

it('delivers one event after the other, in the order they happened, also those from before the queue was up', async () => {
  const feed = new EventFeed(unexpected);
  const delivered: string[] = [];
  feed.emit(event('before'));
  feed.connect(async ({ id }) => {
    delivered.push(`${id} begins`);
    await Promise.resolve();
    delivered.push(`${id} ends`);
  });
  feed.emit(event('after'));

  await feed.close();

  expect(delivered).toEqual(['before begins', 'before ends', 'after begins', 'after ends']);
});

it('goes on with the next event when one cannot be delivered', async () => {
  const failures: unknown[] = [];
  const delivered: string[] = [];
  const feed = new EventFeed((error) => failures.push(error));
  feed.connect(async ({ id }) => {
    if (id === 'bad') throw new Error('no queue');
    delivered.push(String(id));
  });

  feed.emit(event('bad'));
  feed.emit(event('good'));
  await feed.close();

  expect(delivered).toEqual(['good']);
  expect(failures).toEqual([new Error('no queue')]);
});

it('waits for a fact by asking at once and after every event', async () => {
  const feed = new EventFeed(unexpected);
  let asked = 0;
  const third = feed.until(async () => (++asked === 3 ? 'third' : undefined), new AbortController().signal);

  feed.emit(event('1'));
  feed.emit(event('2'));

  expect(await third).toBe('third');
  expect(asked).toBe(3);
});

it('stops waiting when it is told to, and when asking fails', async () => {
  const feed = new EventFeed(unexpected);
  const controller = new AbortController();
  const aborted = feed.until(async () => undefined, controller.signal);
  const failed = feed.until(() => Promise.reject(new Error('cannot tell')), controller.signal);

  controller.abort(new Error('stopping'));

  await expect(failed).rejects.toThrow(/cannot tell|stopping/);
  await expect(aborted).rejects.toThrow('stopping');
});
