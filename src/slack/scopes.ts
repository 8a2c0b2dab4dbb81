import type { EventName } from './ids';

interface Scope {
  /** What it is for. */
  why: string;
  /** Methods of the Web API that the bot calls and that need it. */
  calls: readonly string[];
  events?: readonly EventName[];
}

/**
 * Bot scopes, each with its reason; the manifest and docs/slack-setup.md are made from this. A test compares the calls
 * with those in the code: a scope that nothing needs is asked for in vain.
 */
export const SCOPES: Readonly<Record<string, Scope>> = {
  commands: { why: '`/mlpipeline`', calls: [] },
  'chat:write': {
    why: 'cards, kept up to date; answers to a dialog that was refused',
    calls: ['chat.postMessage', 'chat.update'],
  },
  'files:write': {
    why: 'send a whole log as a file; pictures',
    calls: ['filesUploadV2'],
  },
  'users:read': {
    why: 'telling full members from guests, bots and those who left; names and time zones',
    calls: ['users.info'],
    events: ['user_change'],
  },
  'users:read.email': {
    why: 'mentioning the author of a failed commit; without it the author is only named',
    calls: ['users.lookupByEmail'],
  },
  'usergroups:read': {
    why: 'who is in a user group that has a role',
    calls: ['usergroups.users.list'],
    events: ['subteam_members_changed', 'subteam_updated'],
  },
  'channels:history': {
    why: 'finding a card whose post was cut off by a crash, and reading the anchors in a digest, in a public channel',
    calls: ['conversations.history'],
  },
  'groups:history': { why: 'the same in a private channel', calls: ['conversations.history'] },
};

/** Calls that need no scope of the bot token. */
export const SCOPELESS_CALLS = [
  'apps.connections.open',
  'auth.test',
  'views.open',
  'views.publish',
  'views.update',
] as const;
