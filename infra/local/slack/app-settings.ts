import { isRecord } from './http';
import type { SlashCommand } from './model';

/** What the app's manifest says that the workspace keeps to. */
export interface AppSettings {
  commands: readonly SlashCommand[];
  /** Without it views.publish is answered with `not_enabled`. */
  hasHome: boolean;
  /** Without it the app writes to nobody directly: `messages_tab_disabled`. */
  hasMessages: boolean;
  /** Types of the events that the app is subscribed to. */
  events: ReadonlySet<string>;
}

/** Reads a Slack app manifest (Slack, "App manifest reference"). */
export function readManifest(manifest: object): AppSettings {
  const features = at(manifest, 'features');
  const events = at(at(at(manifest, 'settings'), 'event_subscriptions'), 'bot_events');
  return {
    commands: list(at(features, 'slash_commands')).map((entry) => ({
      command: text(at(entry, 'command')),
      description: text(at(entry, 'description')),
      usageHint: text(at(entry, 'usage_hint')),
    })),
    hasHome: at(at(features, 'app_home'), 'home_tab_enabled') === true,
    hasMessages: at(at(features, 'app_home'), 'messages_tab_enabled') !== false,
    events: new Set(list(events).map(text)),
  };
}

const at = (value: unknown, name: string): unknown => (isRecord(value) ? value[name] : undefined);
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
