import { once } from 'node:events';
import { request } from 'node:http';
import { plain } from '../../../infra/local/routes';
import { listen, PortUnavailable, type StackServer } from '../../../infra/local/stack-server';

let server: StackServer;
let upgrades: string[];

beforeEach(async () => {
  server = await listen(0);
  upgrades = [];
  server.open(
    (_, response) => plain(response, 200, 'inside'),
    (incoming, socket) => {
      upgrades.push(incoming.url ?? '');
      socket.end('HTTP/1.1 418 Taken\r\nConnection: close\r\n\r\n');
      return true;
    },
  );
});
afterEach(() => server.close());

/** A request with exactly these headers; `fetch` would not let a test choose Host and Origin. */
async function status(headers: Record<string, string>, path = '/api/chat.postMessage'): Promise<number> {
  const sent = request({ host: '127.0.0.1', port: server.port, path, headers, agent: false });
  sent.end();
  const [response] = await once(sent, 'response');
  response.resume();
  return response.statusCode;
}

const own = () => `localhost:${server.port}`;

it('lets in who calls it by its own name, with or without a page of its own', async () => {
  const statuses = await Promise.all([
    status({ host: own() }),
    status({ host: `127.0.0.1:${server.port}` }),
    status({ host: own(), origin: `http://${own()}` }),
    status({ host: own(), 'sec-fetch-site': 'same-origin' }),
    status({ host: own(), 'sec-fetch-site': 'none' }),
  ]);

  expect(statuses).toEqual([200, 200, 200, 200, 200]);
});

it.each([
  ['a foreign name that leads here', { host: 'evil.example:80' }],
  ['another port in Host', { host: 'localhost:1' }],
])('refuses %s', async (_, headers) => {
  expect(await status(headers)).toBe(403);
});

it.each([
  ['a page of another site', { origin: 'https://evil.example' }],
  ['a page of another port', { origin: 'http://localhost:1' }],
  ['a page without an origin', { origin: 'null' }],
  ['an image that another site embeds', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
  ['an image that another local page embeds', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' }],
  ['a link of another site to an API', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }],
])('refuses %s', async (_, headers) => {
  expect(await status({ host: own(), ...headers })).toBe(403);
});

it('lets a link of another site open the workspace', async () => {
  const opened = await status({ host: own(), 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }, '/');

  expect(opened).toBe(200);
});

it('refuses the WebSocket of a foreign page before anybody sees it', async () => {
  const upgrade = { connection: 'Upgrade', upgrade: 'websocket', host: own() };

  const foreign = await status({ ...upgrade, origin: 'https://evil.example' }, '/link/');
  const ours = await status({ ...upgrade, origin: `http://${own()}` }, '/link/');

  expect([foreign, ours]).toEqual([403, 418]);
  expect(upgrades).toEqual(['/link/']);
});

it('says in one sentence that the port is taken', async () => {
  const second = listen(server.port);

  await expect(second).rejects.toThrow(PortUnavailable);
  await expect(listen(server.port)).rejects.toThrow(
    `Port ${server.port} is in use: stop what uses it, or choose another with --port N.`,
  );
});
