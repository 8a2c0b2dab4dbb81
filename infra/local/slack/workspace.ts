import type { Changes } from './changes';
import type { ResponseUrls } from './response-urls';
import type { Session } from './session';
import type { SocketMode } from './socket-mode';
import type { MessageStore } from './store';
import type { TriggerIds } from './trigger-ids';

/** The parts of one workspace, as its web API, its hooks and its people use them. */
export interface Workspace {
  baseUrl: () => string;
  clock: () => Date;
  /** Slash commands of the app's manifest. */
  commands: readonly string[];
  changes: Changes;
  store: MessageStore;
  session: Session;
  sockets: SocketMode;
  triggers: TriggerIds;
  responseUrls: ResponseUrls;
}
