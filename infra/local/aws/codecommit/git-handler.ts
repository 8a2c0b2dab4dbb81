import type { IncomingMessage, ServerResponse } from 'node:http';
import { ACCOUNT } from '../../identity';
import { runHttpBackend } from './http-backend';
import type { RepositoryChanges } from './repository-changes';
import type { RepositoryStore } from './repository-store';

export interface GitHandlerOptions {
  store: RepositoryStore;
  /** Announces what a push has changed before its client learns that it is over. */
  changes: RepositoryChanges;
}

/** All that git clients ask for in the smart protocol (gitprotocol-http). */
const GIT_PATH = /^\/git\/([\w.-]+)\.git(\/(?:info\/refs|git-upload-pack|git-receive-pack))$/;

/** Path at which a repository can be cloned and pushed to. */
export function gitPath(repositoryName: string): string {
  return `/git/${repositoryName}.git`;
}

/** Serves the repositories to git clients. Nobody has to sign in; a user name that is sent names the pusher. */
export class GitHandler {
  private readonly closing = new AbortController();

  constructor(private readonly options: GitHandlerOptions) {}

  /** @returns whether the request was for a repository and has been answered */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const { store, changes } = this.options;
    const { pathname, search } = new URL(request.url ?? '/', 'http://localhost');
    if (!pathname.startsWith('/git/')) return false;
    const [, name, action] = GIT_PATH.exec(pathname) ?? [];
    if (name === undefined || action === undefined || !store.find(name)) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('There is no such repository.\n');
      return true;
    }
    const user = userOf(request);
    const serve = () => this.serve(request, response, `/${name}.git${action}`, search.slice(1), user);
    const pushes = request.method === 'POST' && action === '/git-receive-pack';
    if (pushes) await changes.perform(name, `arn:aws:iam::${ACCOUNT}:user/${user}`, serve);
    else await serve();
    response.end();
    return true;
  }

  /** Ends what is going on. Resolves when no git process is left. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.options.changes.idle();
  }

  private serve(request: IncomingMessage, response: ServerResponse, pathInfo: string, query: string, user: string) {
    const { directory: projectRoot } = this.options.store;
    return runHttpBackend(request, response, { projectRoot, pathInfo, query, user, signal: this.closing.signal });
  }
}

/** The user of basic authentication. Git sends none unasked, but does with `http.proactiveAuth` or `http.extraHeader`. */
function userOf({ headers: { authorization = '' } }: IncomingMessage): string {
  const [, credentials = ''] = /^basic ([\w+/=]+)$/i.exec(authorization) ?? [];
  const [user = ''] = Buffer.from(credentials, 'base64').toString().split(':');
  return /^[\w+=,.@-]{1,64}$/.test(user) ? user : 'local';
}
