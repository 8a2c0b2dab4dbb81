import { join } from 'node:path';
import { type FaultRequest, Faults } from '../../../infra/local/faults/fault';
import { type RunningApp, startBolt } from '../slack/bolt';
import { FULL_MANIFEST, RELEASES, type RunningWorkspace, startWorkspace, temporaryFolder } from '../slack/support';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let slack: RunningWorkspace;
let faults: Faults;
let apps: RunningApp[];
let taken: { app: number; what: string }[];

/** A Bolt app that remembers what it was given; it reconnects within a moment. */
async function start(): Promise<void> {
  const number = apps.length;
  const running = await startBolt(slack, { clientPingTimeout: 500 });
  running.app.command('/mlpipeline', async ({ ack, command }) => {
    taken.push({ app: number, what: command.text });
    await ack();
  });
  apps.push(running);
}
const back = (): Promise<unknown> =>
  Promise.race(apps.map(({ receiver }) => new Promise((resolve) => receiver.client.once('connected', resolve))));
const says = (text: string) => slack.emma.say(RELEASES, `/mlpipeline ${text}`);
const fails = (kind: 'warning' | 'refresh' | 'cut', when: 'before' | 'after') =>
  faults.add({ of: 'socket', kind, when, on: 'slash_commands' } satisfies FaultRequest);
const OK = { ok: true };
const NOT_DISPATCHED = { ok: false, error: 'dispatch_failed' };

beforeEach(async () => {
  folder = await temporaryFolder();
  faults = new Faults();
  [apps, taken] = [[], []];
  slack = await startWorkspace({
    ...{ stateFile: join(folder.path, 'slack.json'), manifest: FULL_MANIFEST },
    socketFault: (type) => faults.ofEnvelope(type),
  });
  await start();
});
afterEach(async () => {
  await Promise.all(apps.map(({ receiver }) => receiver.client.disconnect()));
  await slack.stop();
  await folder.remove();
});

// Bolt closes its socket at once when it is told to go: what it was about to acknowledge may stay unacknowledged.
it.each(['warning', 'refresh'] as const)(
  'tells the app to go (%s) in the middle of a command, which has arrived',
  async (kind) => {
    fails(kind, 'after');
    const comesBack = back();

    await says('one');
    await comesBack;

    expect(await says('two')).toEqual(OK);
    expect(taken.map(({ what }) => what)).toEqual(['one', 'two']);
  },
);

it('cuts the socket before a command, which does not arrive', async () => {
  fails('cut', 'before');
  const comesBack = back();

  const answer = await says('one');
  await comesBack;

  expect(answer).toEqual(NOT_DISPATCHED);
  expect(await says('two')).toEqual(OK);
  expect(taken.map(({ what }) => what)).toEqual(['two']);
});

it('cuts the socket with the acknowledgement of a command, which has arrived', async () => {
  fails('cut', 'after');
  const comesBack = back();

  const answer = await says('one');
  await comesBack;

  expect(answer).toEqual(NOT_DISPATCHED);
  expect(taken.map(({ what }) => what)).toEqual(['one']);
});

it.each(['refresh', 'cut'] as const)(
  'hands a command to another socket where one goes before it (%s)',
  async (kind) => {
    await start();
    fails(kind, 'before');

    const answer = await says('one');

    expect(answer).toEqual(OK);
    expect(taken).toHaveLength(1);
  },
);

it('meets the envelopes that are meant, and no others', async () => {
  faults.add({ of: 'socket', kind: 'cut', on: 'interactive' });

  const answer = await says('one');

  expect(answer).toEqual(OK);
  expect(faults.list).toHaveLength(1);
});
