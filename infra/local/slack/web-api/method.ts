import type { Workspace } from '../workspace';
import type { Arguments } from './arguments';

/** One method of the Web API; what it returns is sent with `ok: true`. @throws SlackError */
export type Method = (workspace: Workspace, args: Arguments) => Record<string, unknown>;

export interface MethodEntry {
  /** Which token it takes; `none` where Slack asks for no token. */
  token: 'bot' | 'app' | 'none';
  call: Method;
}

export const bot = (call: Method): MethodEntry => ({ token: 'bot', call });
