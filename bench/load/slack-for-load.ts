import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import { addressOf } from '../../infra/local/address';
import { BOT, TEAM } from '../../infra/local/identity';

/** Milliseconds after which what hangs is given up; how long an acknowledgement may take is what is measured. */
const ACK_LIMIT_MS = 60_000;
const NEXT_ANSWER_LIMIT_MS = 60_000;

/** Slack as one app sees it, in this process, so that the time to an acknowledgement is taken where it arrives. */
export interface SlackForLoad {
  /** Address without a slash at the end. */
  url: string;
  /** Where the app answers what a person did; each answer is counted. */
  responseUrl: string;
  answers(): number;
  /** Resolves once there are so many answers. @throws where none comes for a minute */
  untilAnswers(count: number): Promise<void>;
  /** Calls of a method of the Web API so far. */
  calls(method: string): number;
  /** Sends an envelope through the app's socket. @returns milliseconds to its acknowledgement */
  deliver(type: 'slash_commands' | 'interactive', payload: object): Promise<number>;
  close(): Promise<void>;
}

/**
 * The little of Slack that a bot under load needs, with next to no work of its own: the local workspace keeps messages,
 * checks blocks and writes files, and would be what is measured.
 */
export async function startSlackForLoad(): Promise<SlackForLoad> {
  const counted = new Map<string, number>();
  const waiting = new Map<string, { envelope: string; acknowledged: () => void }>();
  const sockets = new WebSocketServer({ noServer: true });
  const news = new EventEmitter();
  let socket: WebSocket | undefined;
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  server.on('upgrade', (request, stream, head) => {
    sockets.handleUpgrade(request, stream, head, welcome);
  });
  server.keepAliveTimeout = 65_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = addressOf(server);
  const count = (what: string) => counted.set(what, (counted.get(what) ?? 0) + 1);

  return {
    url,
    responseUrl: `${url}/answer`,
    answers: () => counted.get('/answer') ?? 0,
    async untilAnswers(expected) {
      while ((counted.get('/answer') ?? 0) < expected) {
        const signal = AbortSignal.timeout(NEXT_ANSWER_LIMIT_MS);
        await once(news, 'answer', { signal }).catch(() => {
          throw new Error(`${counted.get('/answer') ?? 0} answers of ${expected}, and no other for a minute`);
        });
      }
    },
    calls: (method) => counted.get(`/api/${method}`) ?? 0,
    deliver(type, payload) {
      const open = socket;
      if (!open) throw new Error('the app has no socket to Slack');
      const id = randomUUID();
      const envelope = JSON.stringify({ envelope_id: id, type, accepts_response_payload: true, payload });
      return new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`no acknowledgement within ${ACK_LIMIT_MS} ms`)), ACK_LIMIT_MS);
        const sentAt = performance.now();
        const acknowledged = () => {
          clearTimeout(late);
          waiting.delete(id);
          resolve(performance.now() - sentAt);
        };
        waiting.set(id, { envelope, acknowledged });
        open.send(envelope);
      });
    },
    async close() {
      socket?.terminate();
      sockets.close();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };

  function welcome(opened: WebSocket): void {
    socket = opened;
    opened.on('message', (frame) => {
      const { envelope_id: id }: { envelope_id?: string } = Object(JSON.parse(frame.toString()));
      if (id !== undefined) waiting.get(id)?.acknowledged();
    });
    opened.on('error', () => opened.terminate());
    opened.send(JSON.stringify({ type: 'hello', num_connections: 1, connection_info: { app_id: BOT.appId } }));
    // On a machine so busy that a ping got no answer in time the app connects anew; Slack sends it what it has not had.
    for (const { envelope } of waiting.values()) opened.send(envelope);
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const path = request.url?.split('?')[0] ?? '/';
    const said = JSON.stringify(answerTo(path, new URLSearchParams(Buffer.concat(chunks).toString('utf8'))));
    response.writeHead(200, { 'content-type': 'application/json' }).end(said);
    count(path);
    if (path === '/answer') news.emit('answer');
  }

  function answerTo(path: string, asked: URLSearchParams): object {
    switch (path) {
      case '/api/auth.test':
        return { ok: true, team_id: TEAM.id, team: TEAM.name, user_id: BOT.userId, bot_id: BOT.botId };
      case '/api/apps.connections.open':
        return { ok: true, url: `${url.replace('http', 'ws')}/link` };
      case '/api/users.info':
        return { ok: true, user: { id: asked.get('user'), team_id: TEAM.id, name: 'ada', tz: 'UTC' } };
      case '/api/chat.postMessage':
        return { ok: true, channel: asked.get('channel'), ts: `${Date.now() / 1000}${process.hrtime()[1] % 1000}` };
      case '/api/conversations.history':
        return { ok: true, messages: [] };
      default:
        return { ok: true };
    }
  }
}
