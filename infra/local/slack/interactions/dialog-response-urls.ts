import { interactiveElements } from '../blocks';
import type { Member, StateValues, View } from '../model';
import type { Workspace } from '../workspace';

/** Addresses to answer into the conversations that a person chose, where the menu asked for one (`response_url_enabled`). */
export function responseUrls(workspace: Workspace, person: Member, view: View, values: StateValues) {
  return view.blocks.flatMap((block) =>
    interactiveElements(block).flatMap(({ action_id: actionId, response_url_enabled: isEnabled }) => {
      if (isEnabled !== true || !actionId) return [];
      const state = values[block.block_id]?.[actionId];
      const channel = workspace.channels.find(String(state?.selected_conversation ?? state?.selected_channel));
      if (!channel) return [];
      const url = workspace.responseUrls.issue('app', { channel: channel.id, userId: person.id });
      return [{ block_id: block.block_id, action_id: actionId, channel_id: channel.id, response_url: url }];
    }),
  );
}
