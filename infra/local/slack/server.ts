import type { IncomingMessage, ServerResponse } from 'node:http';
import { dirname, join } from 'node:path';
import type { Duplex } from 'node:stream';
import { slackManifest } from '../../../src/slack/manifest';
import { type Clock, MovableClock } from '../clock';
import { AppEvents } from './app-events';
import { readManifest } from './app-settings';
import { Changes } from './changes';
import { Channels } from './channels';
import { handleFiles } from './files/file-routes';
import { FileStore } from './files/file-store';
import { HomeViews } from './home-views';
import { BadRequest, sendJson } from './http';
import { HttpMode, type HttpModeOptions } from './http-mode';
import { handleHook } from './interactions/hooks';
import { servePage } from './page';
import { People } from './people';
import { EventStreams } from './person-api/event-stream';
import { handlePersonApi } from './person-api/person-api';
import { POPULATION, type Population } from './population';
import { RateLimits } from './rate-limits';
import { ReadMarks } from './read-marks';
import { ResponseUrls } from './response-urls';
import { Session } from './session';
import { type DisconnectReason, SocketMode, type SocketModeOptions } from './socket-mode';
import { MessageStore } from './store';
import { SwitchedConnection } from './switched-connection';
import { TriggerIds } from './trigger-ids';
import { UserGroups } from './usergroups';
import { handleWebApi } from './web-api/web-api';
import type { Workspace } from './workspace';
import { WorkspaceState } from './workspace-state';

export interface SlackWorkspaceOptions {
  /** Address under which browsers and apps reach this server, such as `http://127.0.0.1:4300`; read when needed. */
  baseUrl: () => string;
  /** The same for apps alone, where they answer what people do (Slack: hooks.slack.com); `baseUrl` where it is not said. */
  hooksUrl?: () => string;
  /** JSON file with all that is remembered but the files' contents; created at the first message. */
  stateFile: string;
  /** Folder of the files' contents; `slack-files` beside the state file where it is not said. */
  filesDirectory?: string;
  clock?: Clock;
  /** How long the app may take to acknowledge; Slack gives 3,000 ms. */
  ackDeadlineMs?: number;
  /** The app's manifest: commands, Home tab, events. */
  manifest?: object;
  population?: Population;
  /** A free workspace has no user groups. */
  isPaid?: boolean;
  /** How long a completed image cannot be shown in blocks yet, as at Slack for a moment; 0 where it is not said. */
  fileProcessingSeconds?: number;
  /** What happens to the socket that an envelope of this type is sent on; nothing where it is not said. */
  socketFault?: SocketModeOptions['faultOf'];
}

export interface SlackWorkspace {
  /** Answers a request; false where the path is not the workspace's and nothing was written. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  /** Takes a WebSocket upgrade on `/link/`; false where the path is not the workspace's. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** Asks one connected app to reconnect, as Slack does every few hours. */
  recycleConnection(reason?: DisconnectReason): void;
  /** Sends one frame as it is by the socket, in place of Slack: what it would never send, too. */
  sendFrame(frame: string | Uint8Array): void;
  /** The next calls of a method are answered with HTTP 429 and these seconds in `Retry-After`. */
  refuseCalls(method: string, limit: { calls: number; seconds: number }): void;
  /**
   * Reaches the app by HTTP from now on, once it has given back the challenge (Slack, "url_verification event").
   * @throws Error where it does not
   */
  useHttpMode(options: HttpModeOptions): Promise<void>;
  /** Ends all sockets and event streams. */
  close(): void;
}

/** A Slack workspace on this machine, for one real Bolt app and a handful of people. */
export function createSlackWorkspace(options: SlackWorkspaceOptions): SlackWorkspace {
  const { clock = new MovableClock(), ackDeadlineMs = 3_000, socketFault = () => undefined } = options;
  const changes = new Changes();
  const sockets = new SocketMode(changes, { ackDeadlineMs, clock, faultOf: socketFault });
  const app = new SwitchedConnection(sockets);
  const workspace = compose(options, { clock, changes, sockets, app });
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
    if (await handleFiles(workspace.files, request, response, url.pathname)) return true;
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
      sockets.handleUpgrade(request, socket, head);
      return true;
    },
    recycleConnection: (reason = 'refresh_requested') => sockets.recycleOne(reason),
    sendFrame: (frame) => sockets.sendFrame(frame),
    refuseCalls: (method, limit) => workspace.rates.refuse(method, limit),
    async useHttpMode(http) {
      const connection = new HttpMode(http, clock, ackDeadlineMs);
      if (!(await connection.verify())) throw new Error(`${http.requestUrl} did not give back the challenge.`);
      app.use(connection);
      changes.announce('bot');
    },
    close() {
      workspace.events.close();
      sockets.close();
      streams.close();
    },
  };
}

function compose(
  { baseUrl, hooksUrl = baseUrl, stateFile, ...options }: SlackWorkspaceOptions,
  { clock, changes, sockets, app }: Pick<Workspace, 'clock' | 'changes' | 'sockets' | 'app'>,
): Workspace {
  const { population = POPULATION, manifest = slackManifest(), isPaid = true } = options;
  const { filesDirectory = join(dirname(stateFile), 'slack-files'), fileProcessingSeconds = 0 } = options;
  const settings = readManifest(manifest);
  const state = new WorkspaceState(stateFile);
  const files = { directory: filesDirectory, baseUrl, processingSeconds: fileProcessingSeconds };
  return {
    baseUrl,
    clock,
    settings,
    isPaid,
    changes,
    people: new People(population.people),
    channels: new Channels(population, state, changes),
    usergroups: new UserGroups(population.usergroups, state, changes, clock),
    store: new MessageStore(state, changes, clock),
    files: new FileStore(files, state, changes, clock),
    homes: new HomeViews(state, changes),
    readMarks: new ReadMarks(state, changes),
    session: new Session(changes),
    app,
    events: new AppEvents(app, settings, clock),
    sockets,
    triggers: new TriggerIds(clock),
    responseUrls: new ResponseUrls(hooksUrl, clock),
    rates: new RateLimits(clock),
  };
}
