import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TOKENS } from '../../../infra/local/identity';
import { Person } from '../../../infra/local/slack/person';
import {
  createSlackWorkspace,
  type SlackWorkspace,
  type SlackWorkspaceOptions,
} from '../../../infra/local/slack/server';

export const RELEASES = 'C0RELEASES';
export const GENERAL = 'C0GENERAL';

/** An app with all that the workspace knows of: the bot's own manifest may ask for less. */
export const FULL_MANIFEST = {
  features: {
    app_home: { home_tab_enabled: true },
    slash_commands: [{ command: '/mlpipeline', description: 'Pipelines', usage_hint: '[help]' }],
  },
  settings: { event_subscriptions: { bot_events: ['app_home_opened', 'app_mention', 'subteam_members_changed'] } },
};

export interface RunningWorkspace {
  baseUrl: string;
  workspace: SlackWorkspace;
  emma: Person;
  ada: Person;
  /** Anybody else of the workspace. */
  person(userId: string): Person;
  /** A call of the Web API with a JSON body. */
  call(method: string, args?: Record<string, unknown>, token?: string): Promise<Record<string, unknown>>;
  stop(): Promise<void>;
}

/** A workspace on a free port. */
export async function startWorkspace(options: Omit<SlackWorkspaceOptions, 'baseUrl'>): Promise<RunningWorkspace> {
  let baseUrl = '';
  const workspace = createSlackWorkspace({ ...options, baseUrl: () => baseUrl });
  const server = createServer((request, response) => {
    workspace.handle(request, response).then(
      (ours) => ours || response.writeHead(404).end(),
      (error) => response.writeHead(500).end(String(error)),
    );
  });
  server.on('upgrade', (request, socket, head) => {
    if (!workspace.handleUpgrade(request, socket, head)) socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  baseUrl = `http://127.0.0.1:${port}`;

  return {
    baseUrl,
    workspace,
    emma: new Person(baseUrl, 'U0EMMA'),
    ada: new Person(baseUrl, 'U0ADA'),
    person: (userId) => new Person(baseUrl, userId),
    async call(method, args = {}, token = TOKENS.bot) {
      const response = await fetch(`${baseUrl}/api/${method}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify(args),
      });
      return (await response.json()) as Record<string, unknown>;
    },
    async stop() {
      workspace.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A folder of its own for one test file, gone afterwards. */
export async function temporaryFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'slack-workspace-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
