import type { Clock } from '../clock';
import type { AppConnection } from './app-connection';
import type { AppEvents } from './app-events';
import type { AppSettings } from './app-settings';
import type { Changes } from './changes';
import type { Channels } from './channels';
import type { FileStore } from './files/file-store';
import type { HomeViews } from './home-views';
import type { People } from './people';
import type { RateLimits } from './rate-limits';
import type { ReadMarks } from './read-marks';
import type { ResponseUrls } from './response-urls';
import type { Session } from './session';
import type { SocketMode } from './socket-mode';
import type { MessageStore } from './store';
import type { TriggerIds } from './trigger-ids';
import type { UserGroups } from './usergroups';

/** The parts of one workspace, as its web API, its hooks and its people use them. */
export interface Workspace {
  baseUrl: () => string;
  clock: Clock;
  /** What the app's manifest says. */
  settings: AppSettings;
  /** User groups come with a paid plan only. */
  isPaid: boolean;
  changes: Changes;
  people: People;
  channels: Channels;
  usergroups: UserGroups;
  store: MessageStore;
  files: FileStore;
  homes: HomeViews;
  readMarks: ReadMarks;
  session: Session;
  /** How the app is reached, whichever way that is. */
  app: AppConnection;
  events: AppEvents;
  /** Socket Mode, which takes connections even while the app is reached by HTTP. */
  sockets: SocketMode;
  triggers: TriggerIds;
  responseUrls: ResponseUrls;
  rates: RateLimits;
}
