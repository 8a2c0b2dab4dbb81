import { BOT, TEAM } from '../../identity';
import { validateView } from '../block-kit/validate';
import { completeBlocks, fileProblems } from '../blocks';
import { isRecord } from '../http';
import { newHash, newViewId } from '../ids';
import type { TextObject, View } from '../model';
import type { Workspace } from '../workspace';
import type { Arguments } from './arguments';
import { bot, type MethodEntry } from './method';
import { SlackError } from './slack-error';

/** Slack: "up to three views in a stack". */
const MAX_STACK = 3;
const MAX_VIEW_BYTES = 250_000;

export const views: Record<string, MethodEntry> = {
  'views.open': bot((workspace, args) => {
    const { triggers, session } = workspace;
    const trigger = readTrigger(workspace, args);
    const view = newView(workspace, requireView(workspace, args, 'modal'));
    triggers.spend(args.text('trigger_id') ?? '');
    session.setDialogs(trigger.userId, [{ view, errors: {} }]);
    return { view };
  }),

  'views.push': bot((workspace, args) => {
    const { triggers, session } = workspace;
    const trigger = readTrigger(workspace, args);
    const stack = session.dialogs(trigger.userId);
    const top = stack.at(-1)?.view;
    // A push belongs to a dialog: Slack wants a trigger that was generated inside one that is still open.
    if (!top || !trigger.viewId || !stack.some(({ view }) => view.id === trigger.viewId)) {
      throw new SlackError('invalid_trigger_id');
    }
    const view = pushedView(workspace, trigger.userId, requireView(workspace, args, 'modal'));
    triggers.spend(args.text('trigger_id') ?? '');
    session.setDialogs(trigger.userId, [...stack, { view, errors: {} }]);
    return { view };
  }),

  'views.update': bot((workspace, args) => {
    const viewId = args.text('view_id');
    const externalId = args.text('external_id');
    const found = workspace.session.findView(
      ({ id, external_id }) => id === viewId || (!!externalId && external_id === externalId),
    );
    if (!found) throw new SlackError('not_found');
    checkHash(args, found.view);
    const view = replacedView(workspace, found.view, requireView(workspace, args, 'modal'));
    workspace.session.patchDialog(found.userId, found.view.id, { view, errors: {} });
    return { view };
  }),

  'views.publish': bot((workspace, args) => {
    const { settings, people, homes } = workspace;
    if (!settings.hasHome) throw new SlackError('not_enabled');
    const person = people.find(args.text('user_id'));
    if (!person || person.kind === 'deactivated') throw new SlackError('user_not_found');
    const content = requireView(workspace, args, 'home');
    const current = homes.of(person.id);
    if (current) checkHash(args, current);
    const view = current ? replacedView(workspace, current, content) : newView(workspace, content);
    homes.publish(person.id, view);
    return { view };
  }),
};

/** A view to lie on top of what the person has open. @throws SlackError `push_limit_reached` */
export function pushedView(workspace: Workspace, userId: string, content: Record<string, unknown>): View {
  const stack = workspace.session.dialogs(userId);
  if (stack.length >= MAX_STACK) throw new SlackError('push_limit_reached');
  const top = stack.at(-1)?.view;
  const view = newView(workspace, content);
  return { ...view, root_view_id: stack[0]?.view.id ?? view.id, previous_view_id: top?.id ?? null };
}

/** The same view with other content: it keeps its id and its place in the stack and gets a new hash. */
export function replacedView(workspace: Workspace, view: View, content: Record<string, unknown>): View {
  const { id, root_view_id, previous_view_id } = view;
  return { ...newView(workspace, content, id), root_view_id, previous_view_id };
}

/** What Slack accepts as a view. @throws SlackError `invalid_arguments` with its explanation, `view_too_large` */
export function acceptView(workspace: Workspace, view: unknown, type: View['type']): Record<string, unknown> {
  if (JSON.stringify(view ?? null).length > MAX_VIEW_BYTES) throw new SlackError('view_too_large');
  const problems = validateView(view);
  if (isRecord(view) && view.type !== type && problems.length === 0) {
    problems.push({ code: 'invalid_blocks', message: `must be of type ${type}`, pointer: '/type' });
  }
  if (isRecord(view) && problems.length === 0) problems.push(...fileProblems(workspace, view.blocks, '/blocks'));
  if (!isRecord(view) || problems.length > 0) throw SlackError.explained('invalid_arguments', problems, '/view');
  return view;
}

const requireView = (workspace: Workspace, args: Arguments, type: View['type']): Record<string, unknown> =>
  acceptView(workspace, args.object('view'), type);

/** @throws SlackError `duplicate_external_id` where another view of the app has the same name of its own */
function newView(workspace: Workspace, content: Record<string, unknown>, id = newViewId()): View {
  const title = asText(content.title);
  const externalId = asString(content.external_id);
  const others = [...workspace.session.views, ...workspace.homes.all].filter((view) => view.id !== id);
  if (externalId && others.some((view) => view.external_id === externalId)) {
    throw new SlackError('duplicate_external_id');
  }
  return {
    id,
    team_id: TEAM.id,
    type: content.type === 'home' ? 'home' : 'modal',
    ...(title && { title }),
    submit: asText(content.submit),
    close: asText(content.close),
    blocks: completeBlocks(content.blocks),
    private_metadata: asString(content.private_metadata),
    callback_id: asString(content.callback_id),
    external_id: externalId,
    state: { values: {} },
    hash: newHash(workspace.clock.now()),
    clear_on_close: content.clear_on_close === true,
    notify_on_close: content.notify_on_close === true,
    root_view_id: id,
    previous_view_id: null,
    app_id: BOT.appId,
    app_installed_team_id: TEAM.id,
    bot_id: BOT.botId,
  };
}

function readTrigger({ triggers }: Workspace, args: Arguments) {
  const trigger = triggers.read(args.text('trigger_id'));
  if (typeof trigger === 'string') throw new SlackError(trigger);
  return trigger;
}

function checkHash(args: Arguments, view: View): void {
  const hash = args.text('hash');
  if (hash && hash !== view.hash) throw new SlackError('hash_conflict');
}

const asString = (value: unknown): string => (typeof value === 'string' ? value : '');

const asText = (value: unknown): TextObject | null =>
  isRecord(value) && typeof value.text === 'string' ? { type: 'plain_text', text: value.text, emoji: true } : null;
