import { BOT } from '../../identity';
import { isRecord } from '../http';
import type { Answer, Member, View } from '../model';
import { SlackError } from '../web-api/slack-error';
import { acceptView, pushedView, replacedView } from '../web-api/views';
import type { Workspace } from '../workspace';
import { troubleConnecting } from './block-action';
import { clientErrors } from './client-errors';
import { teamView, userView, VERIFICATION_TOKEN } from './common-payload';
import { responseUrls } from './dialog-response-urls';
import { type Filled, sourcesFor, stateValues } from './state-values';

/**
 * A person submits a dialog. What Slack's own clients check (required, lengths) is checked here and not sent;
 * the app's answer decides what happens to the dialog (Slack, "Modals: response_action").
 */
export async function submitView(workspace: Workspace, person: Member, view: View, filled: Filled): Promise<Answer> {
  const { app, session, triggers } = workspace;
  const values = stateValues(view.blocks, filled, sourcesFor(workspace, person.id));
  const errors = clientErrors(view.blocks, values);
  if (Object.keys(errors).length > 0) {
    session.patchDialog(person.id, view.id, { errors });
    return { ok: false, error: 'invalid_input', errors };
  }

  const submitted = { ...view, state: { values } };
  const delivery = await app.deliver('interactive', {
    type: 'view_submission',
    team: teamView,
    user: userView(person),
    api_app_id: BOT.appId,
    token: VERIFICATION_TOKEN,
    trigger_id: triggers.issue({ userId: person.id, viewId: view.id }),
    view: submitted,
    response_urls: responseUrls(workspace, person, view, values),
    is_enterprise_install: false,
    enterprise: null,
  });
  if (delivery.outcome !== 'acked') {
    session.patchDialog(person.id, view.id, { notice: troubleConnecting(delivery), errors: {} });
    return { ok: false, error: delivery.outcome };
  }
  try {
    return applyAck(workspace, person, view, delivery.payload);
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    return failed(workspace, person, view, `The app answered with something Slack does not take (${error.code}).`);
  }
}

/** A person closes the topmost dialog, or the whole stack. Slack tells the app only where the view asked for it. */
export async function closeView(workspace: Workspace, person: Member, everything: boolean): Promise<void> {
  const { session, app } = workspace;
  const stack = session.dialogs(person.id);
  const top = stack.at(-1)?.view;
  if (!top) return;
  const all = everything || top.clear_on_close;
  session.setDialogs(person.id, all ? [] : stack.slice(0, -1));
  if (!top.notify_on_close) return;
  await app.deliver('interactive', {
    type: 'view_closed',
    team: teamView,
    user: userView(person),
    api_app_id: BOT.appId,
    token: VERIFICATION_TOKEN,
    view: top,
    is_cleared: all,
    is_enterprise_install: false,
    enterprise: null,
  });
}

function applyAck(workspace: Workspace, person: Member, view: View, ack: Record<string, unknown>): Answer {
  const { session } = workspace;
  const stack = session.dialogs(person.id);
  switch (ack.response_action) {
    case undefined:
      session.setDialogs(
        person.id,
        stack.filter((dialog) => dialog.view.id !== view.id).map((dialog) => ({ ...dialog, errors: {} })),
      );
      return { ok: true };
    case 'clear':
      session.setDialogs(person.id, []);
      return { ok: true };
    case 'update': {
      const updated = replacedView(workspace, view, acceptView(workspace, ack.view, 'modal'));
      const dialogs = stack.map((dialog) => (dialog.view.id === view.id ? { view: updated, errors: {} } : dialog));
      session.setDialogs(person.id, dialogs);
      return { ok: true };
    }
    case 'push': {
      const pushed = pushedView(workspace, person.id, acceptView(workspace, ack.view, 'modal'));
      session.setDialogs(person.id, [...stack, { view: pushed, errors: {} }]);
      return { ok: true };
    }
    case 'errors':
      return showErrors(workspace, person, view, ack.errors);
    default:
      throw new SlackError('invalid_response_action');
  }
}

/** Errors must be keyed by the block_ids of inputs; with any other key Slack shows none of them and the submit fails. */
function showErrors(workspace: Workspace, person: Member, view: View, given: unknown): Answer {
  const inputs = view.blocks.filter(({ type }) => type === 'input').map(({ block_id }) => block_id);
  const errors = isRecord(given) ? given : {};
  const usable = Object.entries(errors).every(([id, text]) => inputs.includes(id) && typeof text === 'string');
  if (!usable || Object.keys(errors).length === 0) throw new SlackError('invalid_errors');
  const texts = Object.fromEntries(Object.entries(errors).map(([id, text]) => [id, String(text)]));
  workspace.session.patchDialog(person.id, view.id, { errors: texts });
  return { ok: false, error: 'invalid_input', errors: texts };
}

function failed({ session }: Workspace, person: Member, view: View, notice: string): Answer {
  session.patchDialog(person.id, view.id, { notice, errors: {} });
  return { ok: false, error: 'invalid_response' };
}
