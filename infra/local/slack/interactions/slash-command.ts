import { BOT, TEAM } from '../../identity';
import type { Answer, Channel, Member } from '../model';
import { SlackError } from '../web-api/slack-error';
import type { Workspace } from '../workspace';
import { VERIFICATION_TOKEN } from './common-payload';
import { escapeTyped } from './escape';
import { showReply } from './reply';

/** A person types a slash command: the app is told, its acknowledgement shown (Slack, "Slash commands"). */
export async function runCommand(
  workspace: Workspace,
  person: Member,
  channel: Channel,
  typed: string,
): Promise<Answer> {
  const { store, session, app, triggers, responseUrls } = workspace;
  const [command = '', text = ''] = split(typed);
  const say = (notice: string): void =>
    session.addNotice(person.id, { channel: channel.id, ts: store.nextTs(channel.id), text: notice });

  if (!workspace.settings.commands.some((known) => known.command === command)) {
    say(`${command} is not a valid command.`);
    return { ok: false, error: 'unknown_command' };
  }

  const target = { channel: channel.id, userId: person.id };
  const delivery = await app.deliver('slash_commands', {
    token: VERIFICATION_TOKEN,
    team_id: TEAM.id,
    team_domain: TEAM.domain,
    channel_id: channel.id,
    channel_name: !channel.isDm && channel.isPrivate ? 'privategroup' : channel.name,
    user_id: person.id,
    user_name: person.name.toLowerCase(),
    command,
    text: escapeTyped(workspace, text.trim(), { labels: true }),
    api_app_id: BOT.appId,
    is_enterprise_install: 'false',
    response_url: responseUrls.issue('commands', target),
    trigger_id: triggers.issue({ userId: person.id }),
  });

  if (delivery.outcome !== 'acked') {
    say(`${command} failed with the error "${delivery.outcome}"`);
    return { ok: false, error: delivery.outcome };
  }
  const { payload } = delivery;
  if (Object.keys(payload).length === 0) return { ok: true };
  try {
    // Slack posts what was typed only where the answer is for the whole channel.
    if (payload.response_type === 'in_channel') {
      store.post(channel.id, { user: person.id, text: escapeTyped(workspace, typed, { labels: false }) });
    }
    showReply(workspace, target, payload);
    return { ok: true };
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    say(`${command} failed with the error "${error.code}"`);
    return { ok: false, error: 'invalid_response' };
  }
}

function split(typed: string): [string, string] {
  const [, command = '', text = ''] = /^(\/\S*)\s*([\s\S]*)$/.exec(typed.trim()) ?? [];
  return [command, text];
}
