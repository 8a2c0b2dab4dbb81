import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { withCommands } from '../../scripts/commands-table';
import { withScopes } from '../../scripts/scopes-table';
import { verbNames } from '../../src/build-slack';
import { slackManifest } from '../../src/slack/manifest';
import { SCOPELESS_CALLS, SCOPES } from '../../src/slack/scopes';

const ROOT = resolve(__dirname, '../..');

/** Methods of the Web API that the code calls: `client.users.info(` is `users.info`, and `filesUploadV2` is the client's own. */
function callsInCode(): string[] {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const code = files.map((name) => readFileSync(join(ROOT, 'src', name), 'utf8')).join('\n');
  const calls = code.matchAll(/\bclient\s*\.\s*((?:[a-z]\w*\s*\.\s*)+\w+|filesUploadV2)\(/g);
  return [...new Set([...calls].map(([, method = '']) => method.replace(/\s/g, '')))].sort();
}

describe('the scopes that the app asks for', () => {
  it('are those that the calls in the code need, and no others', () => {
    const known = [...Object.values(SCOPES).flatMap(({ calls }) => calls), ...SCOPELESS_CALLS];

    expect(callsInCode()).toEqual([...new Set(known)].sort());
  });

  it('each have a use', () => {
    for (const [scope, { calls, events = [] }] of Object.entries(SCOPES)) {
      expect([scope, scope === 'commands' || calls.length + events.length > 0]).toEqual([scope, true]);
    }
  });

  it('are what docs/slack-setup.md prints (npm run coverage)', () => {
    const document = readFileSync(join(ROOT, 'docs/slack-setup.md'), 'utf8');

    expect(withScopes(document)).toBe(document);
  });
});

it('docs/commands.md has every command as it is (npm run coverage)', () => {
  const document = readFileSync(join(ROOT, 'docs/commands.md'), 'utf8');

  expect(withCommands(document)).toBe(document);
});

describe('the manifest', () => {
  it('hints at every verb', () => {
    const hint = verbNames().join(' | ');

    expect(slackManifest({ verbs: verbNames() })).toMatchObject({
      features: { slash_commands: [{ command: '/mlpipeline', usage_hint: `[${hint}]`, should_escape: true }] },
    });
    expect(hint).toMatch(/^help \| list \| .*whoami/);
    expect(hint.length).toBeLessThan(1000); // Slack's limit
  });

  it('asks for every event that a scope is said to be for, and no other', () => {
    const events = Object.values(SCOPES).flatMap(({ events = [] }) => events);

    expect(slackManifest()).toMatchObject({
      oauth_config: { scopes: { bot: Object.keys(SCOPES) } },
      settings: { event_subscriptions: { bot_events: expect.arrayContaining([...events]) } },
    });
    expect(events).toHaveLength(3);
  });

  it('is for Socket Mode, with no address in it', () => {
    const manifest = slackManifest();

    expect(manifest).toMatchObject({ settings: { socket_mode_enabled: true } });
    expect(JSON.stringify(manifest)).not.toContain('url');
  });

  it('names the address three times in HTTP mode: for commands, clicks and events', () => {
    const url = 'https://bot.example.com/slack/events';

    expect(slackManifest({ host: 'https://bot.example.com' })).toMatchObject({
      features: { slash_commands: [{ url }] },
      settings: {
        socket_mode_enabled: false,
        interactivity: { is_enabled: true, request_url: url },
        event_subscriptions: { request_url: url },
      },
    });
  });
});
