import { BOT } from '../../identity';
import type { Delivery } from '../app-connection';
import { findElement } from '../blocks';
import { BadRequest } from '../http';
import { formatTs } from '../ids';
import type { Answer, Block, BlockElement, Channel, Member, Message, View } from '../model';
import type { Workspace } from '../workspace';
import { teamView, userView, VERIFICATION_TOKEN } from './common-payload';
import { actionFields, type Filled, sourcesFor, stateValues } from './state-values';

/** Which element was pressed, and with what. */
export interface Press {
  blockId: string;
  actionId: string;
  /** What was chosen in a select, radio buttons, checkboxes or a menu. */
  selected?: unknown;
  /** What the other inputs hold. */
  filled: Filled;
  /**
   * The value of a button as the client shows it. A client that has not seen an update yet still sends what it shows,
   * even where the button is gone.
   */
  shownValue?: string;
}

/** A person presses an element of a message: `block_actions` goes to the app (Slack, "block_actions payload"). */
export async function actOnMessage(
  workspace: Workspace,
  person: Member,
  channel: Channel,
  messageTs: string,
  press: Press,
): Promise<Answer> {
  const { store, session } = workspace;
  const message = store.message(channel.id, messageTs);
  const ephemeral = session.ephemeral(messageTs, person.id);
  const source = message ?? ephemeral;
  if (!source) throw new BadRequest(`${person.name} sees no message ${messageTs} in this channel.`);
  const element = pressedElement(source.blocks ?? [], press);
  const isEphemeral = message === undefined;

  const target = {
    channel: channel.id,
    userId: person.id,
    source: { kind: isEphemeral ? ('ephemeral' as const) : ('message' as const), ts: messageTs },
  };
  const delivery = await workspace.app.deliver('interactive', {
    ...common(workspace, person, press, element),
    container: {
      type: 'message',
      message_ts: messageTs,
      channel_id: channel.id,
      is_ephemeral: isEphemeral,
      ...(source.thread_ts && { thread_ts: source.thread_ts }),
    },
    trigger_id: workspace.triggers.issue({ userId: person.id }),
    channel: { id: channel.id, name: channel.name },
    ...(message && { message: messageView(message) }),
    state: { values: stateValues(source.blocks ?? [], press.filled, sourcesFor(workspace, person.id)) },
    response_url: workspace.responseUrls.issue('actions', target),
  });

  session.clearElementNotices(channel.id, messageTs);
  if (delivery.outcome === 'acked') return { ok: true };
  session.addNotice(person.id, {
    channel: channel.id,
    ts: store.nextTs(channel.id),
    text: `The click was not answered: the app failed with the error "${delivery.outcome}".`,
    element: { messageTs, blockId: press.blockId, actionId: press.actionId },
  });
  return { ok: false, error: delivery.outcome };
}

/** The same inside a dialog: with the view and its state, without channel, message and response_url. */
export async function actOnView(workspace: Workspace, person: Member, view: View, press: Press): Promise<Answer> {
  const { app, triggers, session } = workspace;
  const element = pressedElement(view.blocks, press);
  const state = { values: stateValues(view.blocks, press.filled, sourcesFor(workspace, person.id)) };
  const delivery = await app.deliver('interactive', {
    ...common(workspace, person, press, element),
    container: { type: 'view', view_id: view.id },
    trigger_id: triggers.issue({ userId: person.id, viewId: view.id }),
    view: { ...view, state },
    state,
  });
  if (delivery.outcome === 'acked') return { ok: true };
  session.patchDialog(person.id, view.id, { notice: troubleConnecting(delivery) });
  return { ok: false, error: delivery.outcome };
}

export const troubleConnecting = ({ outcome }: Delivery): string =>
  `We had some trouble connecting. Try again? (${outcome})`;

function common(workspace: Workspace, person: Member, press: Press, element: BlockElement) {
  const now = workspace.clock.now();
  const { type, text, style } = element;
  return {
    type: 'block_actions',
    user: userView(person),
    api_app_id: BOT.appId,
    token: VERIFICATION_TOKEN,
    team: teamView,
    enterprise: null,
    is_enterprise_install: false,
    actions: [
      {
        type,
        action_id: press.actionId,
        block_id: press.blockId,
        ...(text !== undefined && { text }),
        ...actionFields(element, press.selected, press.shownValue, sourcesFor(workspace, person.id)),
        ...(style !== undefined && { style }),
        action_ts: formatTs(Math.floor(now.getTime() / 1000), (now.getTime() % 1000) * 1000),
      },
    ],
  };
}

function pressedElement(blocks: readonly Block[], { blockId, actionId, shownValue }: Press): BlockElement {
  const found = findElement(blocks, blockId, actionId)?.element;
  if (found) return found;
  if (shownValue === undefined) throw new BadRequest(`There is no element ${actionId} in the block ${blockId}.`);
  return { type: 'button', action_id: actionId, text: { type: 'plain_text', text: actionId, emoji: true } };
}

/** The copy of a message that a payload carries. */
function messageView({ metadata, bot_profile, ...message }: Message): Record<string, unknown> {
  return message;
}
