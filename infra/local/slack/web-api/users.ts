import { BOT, type LocalPerson, PEOPLE, TEAM } from '../../identity';
import { bot, type MethodEntry } from './method';
import { SlackError } from './slack-error';

export const users: Record<string, MethodEntry> = {
  'users.info': bot((_workspace, args) => {
    const user = allUsers().find(({ id }) => id === args.text('user'));
    if (!user) throw new SlackError('user_not_found');
    return { user };
  }),
  'users.list': bot(() => ({
    members: allUsers(),
    cache_ts: 1,
    response_metadata: { next_cursor: '' },
  })),
};

const allUsers = () => [
  ...PEOPLE.map((person) => user(person, false)),
  user({ id: BOT.userId, name: BOT.name, role: 'app', email: '' }, true),
];

function user({ id, name, email }: LocalPerson, isBot: boolean) {
  return {
    id,
    team_id: TEAM.id,
    name: name.toLowerCase(),
    deleted: false,
    real_name: name,
    tz: 'Etc/UTC',
    tz_label: 'Coordinated Universal Time',
    tz_offset: 0,
    profile: {
      display_name: name,
      real_name: name,
      ...(isBot ? { bot_id: BOT.botId, api_app_id: BOT.appId } : { email }),
    },
    is_admin: false,
    is_owner: false,
    is_restricted: false,
    is_ultra_restricted: false,
    is_bot: isBot,
    is_app_user: false,
    updated: 1,
  };
}
