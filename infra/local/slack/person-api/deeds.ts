import { TEAM } from '../../identity';
import { BadRequest } from '../http';
import { actOnMessage, actOnView, type Press } from '../interactions/block-action';
import { readFilled } from '../interactions/state-values';
import { type MenuPlace, suggest } from '../interactions/suggestions';
import { closeView, submitView } from '../interactions/view-submission';
import type { Answer, Member } from '../model';
import type { Workspace } from '../workspace';
import { edit, erase, write } from './message-deeds';
import {
  type Body,
  optionalText,
  optionalTexts,
  requireChannel,
  requireFlag,
  requireMessage,
  requireText,
  requireView,
} from './requests';

type Deed = (workspace: Workspace, person: Member, body: Body) => Promise<unknown>;

const DONE: Answer = { ok: true };

/** What people do, one POST each; the answer comes when the app has acknowledged or its time is up. */
export const DEEDS: Readonly<Record<string, Deed>> = {
  '/ui/messages': write,
  '/ui/messages/edit': edit,
  '/ui/messages/delete': erase,

  '/ui/actions': (workspace, person, body) => {
    const shownValue = optionalText(body, 'value');
    const press: Press = {
      blockId: requireText(body, 'block_id'),
      actionId: requireText(body, 'action_id'),
      selected: body.selected,
      filled: readFilled(body.values),
      ...(shownValue !== undefined && { shownValue }),
    };
    if (body.view_id !== undefined) return actOnView(workspace, person, requireView(workspace, person, body), press);
    const channel = requireChannel(workspace, person, body);
    return actOnMessage(workspace, person, channel, requireText(body, 'message_ts'), press);
  },

  '/ui/suggestions': (workspace, person, body) =>
    suggest(workspace, person, menuPlace(workspace, person, body), {
      blockId: requireText(body, 'block_id'),
      actionId: requireText(body, 'action_id'),
      value: requireText(body, 'value'),
    }),

  '/ui/views/submit': (workspace, person, body) =>
    submitView(workspace, person, requireView(workspace, person, body), readFilled(body.values)),

  '/ui/views/close': async (workspace, person, body) => {
    await closeView(workspace, person, body.all === true);
    return DONE;
  },

  '/ui/home/open': async (workspace, person, body) => {
    const tab = optionalText(body, 'tab') ?? 'home';
    const view = workspace.homes.of(person.id);
    const channel = workspace.channels.dmWith(person.id)?.id;
    void workspace.events.send({ type: 'app_home_opened', user: person.id, channel, tab, ...(view && { view }) });
    return DONE;
  },

  '/ui/threads/open': async (workspace, person, body) => {
    const channel = requireChannel(workspace, person, body);
    const root = requireMessage(workspace, channel, requireText(body, 'thread_ts'));
    const last = workspace.store.messages(channel.id).findLast(({ thread_ts }) => thread_ts === root.ts) ?? root;
    workspace.readMarks.read(person.id, channel.id, last.ts, root.ts);
    return DONE;
  },

  '/ui/read': async (workspace, person, body) => {
    const channel = requireChannel(workspace, person, body);
    const ts = optionalText(body, 'ts') ?? workspace.store.messages(channel.id).at(-1)?.ts;
    if (ts !== undefined) workspace.readMarks.read(person.id, channel.id, ts);
    return DONE;
  },

  '/ui/channels/archive': async (workspace, person, body) => {
    const channel = requireChannel(workspace, person, body);
    if (channel.isDm) throw new BadRequest('A direct conversation cannot be archived.');
    workspace.channels.setArchived(channel.id, requireFlag(body, 'archived'));
    return DONE;
  },

  '/ui/channels/app': async (workspace, person, body) => {
    const channel = requireChannel(workspace, person, body);
    if (channel.isDm) throw new BadRequest('The app stays in its own direct conversations.');
    workspace.channels.setApp(channel.id, requireFlag(body, 'member'));
    return DONE;
  },

  '/ui/usergroups/members': async (workspace, _person, body) => {
    const group = workspace.usergroups.find(requireText(body, 'usergroup'));
    if (!group) throw new BadRequest(`There is no user group ${requireText(body, 'usergroup')}.`);
    const users = optionalTexts(body, 'users');
    const unknown = users.find((id) => !workspace.people.find(id));
    if (unknown !== undefined) throw new BadRequest(`There is no user ${unknown}.`);
    const { added, removed, previous, now } = workspace.usergroups.setMembers(group, users);
    void workspace.events.send({
      type: 'subteam_members_changed',
      subteam_id: group.id,
      team_id: TEAM.id,
      date_previous_update: previous,
      date_update: now,
      added_users: added,
      added_users_count: added.length,
      removed_users: removed,
      removed_users_count: removed.length,
    });
    return DONE;
  },
};

/** The dialog, Home tab or message that a menu is in. */
function menuPlace(workspace: Workspace, person: Member, body: Body): MenuPlace {
  if (body.view_id !== undefined) {
    const view = requireView(workspace, person, body);
    return { blocks: view.blocks, fields: { container: { type: 'view', view_id: view.id }, view } };
  }
  const channel = requireChannel(workspace, person, body);
  const ts = requireText(body, 'message_ts');
  const ephemeral = workspace.session.ephemeral(ts, person.id);
  const message = ephemeral ?? requireMessage(workspace, channel, ts);
  return {
    blocks: message.blocks ?? [],
    fields: {
      container: { type: 'message', message_ts: ts, channel_id: channel.id, is_ephemeral: ephemeral !== undefined },
      channel: { id: channel.id, name: channel.name },
      ...(!ephemeral && { message }),
    },
  };
}
