import { BOT, TEAM } from '../../identity';
import type { Workspace } from '../workspace';
import { bot, type MethodEntry } from './method';
import { SlackError } from './slack-error';

export const usergroups: Record<string, MethodEntry> = {
  'usergroups.list': bot((workspace, args) => ({
    usergroups: groupsOf(workspace).map(({ id, handle, name, users, updated }) => ({
      id,
      team_id: TEAM.id,
      is_usergroup: true,
      is_subteam: true,
      name,
      handle,
      description: '',
      is_external: false,
      date_create: 1,
      date_update: updated,
      date_delete: 0,
      auto_type: null,
      created_by: BOT.userId,
      prefs: { channels: [], groups: [] },
      ...(args.flag('include_users') && { users }),
      ...(args.flag('include_count') && { user_count: users.length }),
    })),
  })),

  'usergroups.users.list': bot((workspace, args) => {
    const group = groupsOf(workspace).find(({ id }) => id === args.text('usergroup'));
    if (!group) throw new SlackError('no_such_subteam');
    return { users: group.users };
  }),
};

/** @throws SlackError `plan_upgrade_required`: a free workspace has no user groups */
function groupsOf({ usergroups: groups, isPaid }: Workspace) {
  if (!isPaid) throw new SlackError('plan_upgrade_required');
  return groups.all;
}
