import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { Changes } from './changes';
import { BadRequest, sendJson } from './http';
import { handleHook } from './interactions/hooks';
import { servePage } from './page';
import { EventStreams } from './person-api/event-stream';
import { handlePersonApi } from './person-api/person-api';
import { ResponseUrls } from './response-urls';
import { Session } from './session';
import { SocketMode } from './socket-mode';
import { MessageStore } from './store';
import { TriggerIds } from './trigger-ids';
import { handleWebApi } from './web-api/web-api';
import type { Workspace } from './workspace';

export interface SlackWorkspaceOptions {
  /** Address under which browsers and apps reach this server, such as `http://127.0.0.1:4300`; read when needed. */
  baseUrl: () => string;
  /** JSON file with channels and messages; created at the first message. */
  stateFile: string;
  clock?: () => Date;
  /** How long the app may take to acknowledge; Slack gives 3,000 ms. */
  ackDeadlineMs?: number;
  /** Slash commands of the app's manifest. */
  commands?: readonly string[];
}

export interface SlackWorkspace {
  /** Answers a request; false where the path is not the workspace's and nothing was written. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  /** Takes a WebSocket upgrade on `/link/`; false where the path is not the workspace's. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** Asks one connected app to reconnect, as Slack does every few hours. */
  recycleConnection(): void;
  /** Ends all sockets and event streams. */
  close(): void;
}

/** A Slack workspace on this machine, for one real Bolt app in Socket Mode and a handful of people. */
export function createSlackWorkspace(options: SlackWorkspaceOptions): SlackWorkspace {
  const { baseUrl, stateFile, clock = () => new Date(), ackDeadlineMs = 3_000, commands = ['/mlpipeline'] } = options;
  const changes = new Changes();
  const workspace: Workspace = {
    baseUrl,
    clock,
    commands,
    changes,
    store: new MessageStore(stateFile, changes, clock),
    session: new Session(changes),
    sockets: new SocketMode(changes, ackDeadlineMs),
    triggers: new TriggerIds(clock),
    responseUrls: new ResponseUrls(baseUrl, clock),
  };
  const streams = new EventStreams(changes);

  async function route(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const method = /^\/api\/([\w.]+)$/.exec(url.pathname)?.[1];
    if (method) {
      await handleWebApi(workspace, request, response, method);
      return true;
    }
    if (url.pathname.startsWith('/hooks/') && request.method === 'POST') {
      await handleHook(workspace, request, response, url.pathname);
      return true;
    }
    if (await handlePersonApi(workspace, streams, request, response, url)) return true;
    return servePage(request, response, url.pathname);
  }

  return {
    async handle(request, response) {
      try {
        return await route(request, response);
      } catch (error) {
        if (!(error instanceof BadRequest)) throw error;
        sendJson(response, error.status, { error: error.message });
        return true;
      }
    },
    handleUpgrade(request, socket, head) {
      if (!request.url?.startsWith('/link/')) return false;
      workspace.sockets.handleUpgrade(request, socket, head);
      return true;
    },
    recycleConnection: () => workspace.sockets.recycleOne(),
    close() {
      workspace.sockets.close();
      streams.close();
    },
  };
}
