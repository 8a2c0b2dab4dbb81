import { BOT, TEAM } from '../../identity';
import { bot, type MethodEntry } from './method';

export const apps: Record<string, MethodEntry> = {
  'apps.connections.open': {
    token: 'app',
    call: ({ baseUrl, sockets }) => {
      const url = new URL('/link/', baseUrl());
      url.protocol = 'ws:';
      url.searchParams.set('ticket', sockets.issueTicket());
      url.searchParams.set('app_id', BOT.appId);
      return { url: url.href };
    },
  },
  'auth.test': bot(({ baseUrl }) => ({
    url: new URL('/', baseUrl()).href,
    team: TEAM.name,
    user: BOT.name,
    team_id: TEAM.id,
    user_id: BOT.userId,
    bot_id: BOT.botId,
    is_enterprise_install: false,
  })),
};
