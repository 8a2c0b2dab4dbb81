import { BOT, TEAM } from '../../identity';
import type { Member } from '../model';
import { isFullMember, teamOf } from '../people';
import type { Workspace } from '../workspace';
import { bot, type MethodEntry } from './method';
import { paged } from './paging';
import { SlackError } from './slack-error';

export const users: Record<string, MethodEntry> = {
  'users.info': bot((workspace, args) => {
    const user = allUsers(workspace).find(({ id }) => id === args.text('user'));
    if (!user) throw new SlackError('user_not_found');
    return { user };
  }),

  'users.list': bot((workspace, args) => {
    // Without a limit Slack tries to give everybody at once.
    const { page, ...rest } = paged(allUsers(workspace), args, { fallback: 1000, max: 1000 });
    return { members: page, cache_ts: 1, ...rest };
  }),

  'users.lookupByEmail': bot(({ people }, args) => {
    const email = args.text('email')?.toLowerCase();
    if (!email) throw new SlackError('invalid_arguments');
    const person = people.active.find((one) => one.kind !== 'stranger' && one.email.toLowerCase() === email);
    if (!person) throw new SlackError('users_not_found');
    return { user: userView(person, false) };
  }),
};

const allUsers = ({ people }: Workspace) => [
  ...people.all.map((person) => userView(person, false)),
  userView({ id: BOT.userId, name: BOT.name, role: 'app', email: '' }, true),
];

function userView(person: Member, isBot: boolean) {
  const { id, name, email, kind } = person;
  const profile = {
    display_name: name,
    real_name: name,
    team: teamOf(person),
    ...(isBot ? { bot_id: BOT.botId, api_app_id: BOT.appId } : kind !== 'stranger' && { email }),
  };
  const common = { id, team_id: teamOf(person), name: name.toLowerCase(), profile, is_bot: isBot, updated: 1 };
  // Of somebody who has left, Slack says little more than that.
  if (kind === 'deactivated') return { ...common, deleted: true, is_app_user: false };
  return {
    ...common,
    deleted: false,
    real_name: name,
    tz: 'Etc/UTC',
    tz_label: 'Coordinated Universal Time',
    tz_offset: 0,
    is_admin: false,
    is_owner: false,
    is_restricted: kind === 'guest' || kind === 'single-channel guest',
    is_ultra_restricted: kind === 'single-channel guest',
    is_app_user: false,
    ...(!isFullMember(person) && teamOf(person) !== TEAM.id && { is_stranger: true }),
  };
}
