import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Deployment, Deployments } from './deployments';
import { BadPackage } from './model-package';
import { bodyUpTo, TooLarge } from './request-body';

export interface ModelHostOptions {
  /** Folder with everything that is deployed. */
  directory: string;
  /** What a deployment must show as bearer token. */
  token: string;
}

export interface ModelHost {
  /** Answers what is below `/models`, and tells whether the request was one of these. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  /** Serves again what was in production when the last process ended. */
  resume(): Promise<void>;
  close(): Promise<void>;
}

const ROUTE = /^\/models(?:\/([a-z0-9][a-z0-9-]{0,62})(\/invocations)?)?\/?$/;
const MAX_ARCHIVE_BYTES = 64 * 1024 * 1024;
/** As SageMaker's real-time endpoints allow (InvokeEndpoint, 6 MB). */
const MAX_INVOCATION_BYTES = 6 * 1024 * 1024;
const INVOCATION_TIMEOUT_MS = 60_000;

/** A request we can explain the refusal of; the message is one sentence. */
class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Production of the local stack: serves the deployed models, and takes new ones from whoever holds the token. */
export function createModelHost({ directory, token }: ModelHostOptions): ModelHost {
  const deployments = new Deployments(directory);

  async function answer(request: IncomingMessage, response: ServerResponse, name?: string, invocations?: string) {
    const route = `${request.method} ${name ? '/name' : '/'}${invocations ?? ''}`;
    switch (route) {
      case 'GET /':
        return reply(response, 200, { models: deployments.all().map(publicFacts) });
      case 'GET /name':
        return reply(response, 200, publicFacts(deployed(name)));
      case 'PUT /name':
        return reply(response, 200, publicFacts(await deploy(request, name ?? '')));
      case 'POST /name/invocations':
        return invoke(request, response, deployed(name));
      default:
        throw new Refused(405, 'Models answer GET /models/<name> and POST /models/<name>/invocations.');
    }
  }

  function deployed(name = ''): Deployment {
    const deployment = deployments.find(name);
    if (!deployment) {
      throw new Refused(404, `No model ${name} is in production yet: approve a release of it, then it is served here.`);
    }
    return deployment;
  }

  async function deploy(request: IncomingMessage, model: string): Promise<Deployment> {
    if (!bears(request, token)) throw new Refused(401, 'Deploying needs the token of the deploy step.');
    const version = String(request.headers['model-version'] ?? '');
    const digest = String(request.headers['model-digest'] ?? '');
    if (!version || !digest) throw new Refused(400, 'Deploying needs the headers Model-Version and Model-Digest.');
    return deployments.deploy({ model, version, digest }, await bodyUpTo(MAX_ARCHIVE_BYTES, request));
  }

  async function invoke(request: IncomingMessage, response: ServerResponse, deployment: Deployment): Promise<void> {
    const body = await bodyUpTo(MAX_INVOCATION_BYTES, request);
    const address = await deployments.address(deployment);
    const answered = await fetch(`${address}/invocations`, {
      method: 'POST',
      body: new Uint8Array(body),
      headers: { 'content-type': request.headers['content-type'] ?? 'application/json' },
      signal: AbortSignal.timeout(INVOCATION_TIMEOUT_MS),
    });
    reply(response, answered.status, await answered.json());
  }

  return {
    async handle(request, response) {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost');
      const route = ROUTE.exec(pathname);
      if (!route) return false;
      try {
        await answer(request, response, route[1], route[2]);
      } catch (error) {
        refuse(response, error);
      }
      return true;
    },
    async resume() {
      await Promise.all(deployments.all().map((deployment) => deployments.address(deployment)));
    },
    close: () => deployments.close(),
  };
}

function publicFacts({ folder: _, ...facts }: Deployment) {
  return facts;
}

function bears(request: IncomingMessage, token: string): boolean {
  const shown = Buffer.from(request.headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return shown.length === wanted.length && timingSafeEqual(shown, wanted);
}

function refuse(response: ServerResponse, error: unknown): void {
  const { message } = error instanceof Error ? error : new Error(String(error));
  const status = statusOf(error);
  if (status !== 502) {
    reply(response, status, { error: message });
    return;
  }
  console.error('model host:', error);
  reply(response, status, { error: `The model could not be served: ${message}` });
}

function statusOf(error: unknown): number {
  if (error instanceof Refused) return error.status;
  if (error instanceof TooLarge) return 413;
  return error instanceof BadPackage ? 422 : 502;
}

function reply(response: ServerResponse, status: number, document: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(`${JSON.stringify(document)}\n`);
}
