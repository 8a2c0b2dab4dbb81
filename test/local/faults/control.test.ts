import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addressOf } from '../../../infra/local/address';
import { NotificationSwitches } from '../../../infra/local/aws/notifications/switches';
import { MovableClock } from '../../../infra/local/clock';
import { stackControl } from '../../../infra/local/faults/control';
import { Faults } from '../../../infra/local/faults/fault';
import { router } from '../../../infra/local/routes';

let faults: Faults;
let clock: MovableClock;
let switches: NotificationSwitches;
let folder: string;
let server: Server;

beforeEach(async () => {
  faults = new Faults();
  clock = new MovableClock();
  folder = mkdtempSync(join(tmpdir(), 'control-'));
  switches = new NotificationSwitches(join(folder, 'notifications.json'));
  server = createServer(router([{ prefix: '/stack', handle: stackControl(faults, clock, switches) }]));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
  server.closeAllConnections();
  return new Promise((closed) => server.close(closed));
});

const ask = async (method: string, path: string, body?: string) => {
  const response = await fetch(`${addressOf(server)}${path}`, { method, ...(body !== undefined && { body }) });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

it('sets faults, tells which are still to happen, and forgets them', async () => {
  await ask('POST', '/stack/faults', '{"of":"call","kind":"throttle","on":"StartBuild","times":2}');
  faults.ofCall('StartBuild');

  expect((await ask('GET', '/stack')).body.faults).toEqual([
    { of: 'call', kind: 'throttle', when: 'before', on: 'StartBuild', times: 1, ms: 4_000 },
  ]);
  await ask('DELETE', '/stack/faults');
  expect(faults.list).toEqual([]);
});

it('moves the clock, and what falls due happens', async () => {
  const expired = jest.fn();
  clock.at(new Date(clock.now().getTime() + 3_600_000), expired);

  const { body } = await ask('POST', '/stack/clock', '{"advanceSeconds":3600}');

  expect(expired).toHaveBeenCalledTimes(1);
  expect(Date.parse(String(body.now)) - Date.now()).toBeGreaterThan(3_590_000);
});

it('sets which notifications a pipeline sends, and keeps it', async () => {
  await ask('POST', '/stack/notifications', '{"pipeline":"penguins","approvals":true}');
  await ask('POST', '/stack/notifications', '{"pipeline":"penguins","developerTools":true}');

  const set = { pipeline: 'penguins', approvals: false, developerTools: true, raw: false };
  expect((await ask('GET', '/stack')).body.notifications).toEqual([set]);
  expect(new NotificationSwitches(join(folder, 'notifications.json')).of('penguins')).toEqual(set);
  expect(switches.of('another')).toMatchObject({ approvals: false, developerTools: false });
});

it.each([
  ['no JSON', '/stack/faults', 'nonsense', /not JSON/],
  ['an unknown kind', '/stack/faults', '{"of":"call","kind":"gremlin"}', /kind/],
  ['an unknown member', '/stack/faults', '{"of":"event","kind":"lose","when":"now"}', /when/],
  ['a notification of no pipeline', '/stack/notifications', '{"approvals":true}', /pipeline/],
  ['an unknown notification', '/stack/notifications', '{"pipeline":"p","carrier":"pigeon"}', /carrier/],
  ['a time that goes back', '/stack/clock', '{"advanceSeconds":-1}', /advanceSeconds/],
])('refuses %s with one sentence, and changes nothing', async (_what, path, sent, sentence) => {
  const { status, body } = await ask('POST', path, sent);

  expect(status).toBe(400);
  expect(body.error).toMatch(sentence);
  expect(faults.list).toEqual([]);
  expect(switches.all).toEqual([]);
});
