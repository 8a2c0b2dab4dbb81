import type { WebClient } from '@slack/web-api';
import type { DecideApproval } from '../../domain/approvals/decide-approval';
import type { AskOverride, ConfirmOverride } from '../../domain/approvals/override-hold';
import type { WithdrawVote } from '../../domain/approvals/withdraw-vote';
import { BadRequest, Refusal } from '../../domain/errors';
import { type Mrkdwn, md } from '../blocks';
import { readApprovalKey } from '../ids';
import type { ButtonClick, DialogSubmit } from '../interactions';
import { refusalText } from '../reply-refusals';
import { readDetailsDialog, reasonIn } from './details-answer';
import { closedDetails, detailsDialog, loadingDetails } from './details-dialog';
import { type ReadDetailsDeps, readDetails } from './read-details';

export interface DetailsDeps extends ReadDetailsDeps {
  withdrawVote: WithdrawVote;
  askOverride: AskOverride;
  confirmOverride: ConfirmOverride;
}

/** Details: opens at once, for the trigger lives three seconds, and is filled after. */
export function onDetails(deps: DetailsDeps) {
  const fill = filledDetails(deps);
  return async ({ ack, action, body, client, caller }: ButtonClick): Promise<void> => {
    await ack();
    const { approvalId } = readApprovalKey(action.value);
    const opened = await client.views.open({ trigger_id: body.trigger_id, view: loadingDetails() });
    const viewId = opened.view?.id;
    if (!viewId) throw new Error('Slack opened a dialog without an id');
    await fill({ client, viewId, approvalId, caller });
  };
}

/** Its submit decides, on the evidence that it showed. */
export function onDetailsSubmit(decide: DecideApproval) {
  return async ({ ack, view, caller }: DialogSubmit): Promise<void> => {
    const { key, decision, reason, problem } = readDetailsDialog(view);
    if (problem) {
      await ack({ response_action: 'errors', errors: problem });
      return;
    }
    await ack();
    if (decision) await decide({ ...key, decision, reason, caller });
  };
}

export const onWithdraw = (deps: DetailsDeps) =>
  inDialog(deps, async ({ approvalId, caller }) => {
    await deps.withdrawVote({ approvalId, caller });
    return md`:leftwards_arrow_with_hook: Your approval is taken back.`;
  });

export const onAskOverride = (deps: DetailsDeps) =>
  inDialog(deps, async ({ approvalId, caller, reason }) => {
    if (!reason)
      throw new BadRequest('Please write below why the alarm is to be overridden, then press the button again.');
    await deps.askOverride({ approvalId, caller, reason });
    return md`:raised_hand: You have asked to override the alarm. Another admin must confirm it.`;
  });

export const onConfirmOverride = (deps: DetailsDeps) =>
  inDialog(deps, async ({ approvalId, caller }) => {
    await deps.confirmOverride({ approvalId, caller });
    return md`:unlock: The alarm is overridden.`;
  });

interface Pressed {
  approvalId: string;
  caller: ButtonClick['caller'];
  /** What has been typed into the dialog so far. */
  reason: string | undefined;
}

/** A button of the dialog: does it, and shows in the dialog what came of it, a refusal as well. */
function inDialog(deps: DetailsDeps, act: (pressed: Pressed) => Promise<Mrkdwn>) {
  const fill = filledDetails(deps);
  return async ({ ack, action, body, client, caller }: ButtonClick): Promise<void> => {
    await ack();
    const { approvalId } = readApprovalKey(action.value);
    const { view } = body;
    if (!view) throw new BadRequest('This button belongs into the dialog Details. Please open it again.');
    const note = await act({ approvalId, caller, reason: reasonIn(view) }).catch(refusedWords);
    await fill({ client, viewId: view.id, approvalId, caller, note });
  };
}

function refusedWords(error: unknown): Mrkdwn {
  if (error instanceof Refusal) return md`:no_entry_sign: ${refusalText(error)}`;
  throw error;
}

interface ToFill extends Omit<Pressed, 'reason'> {
  client: WebClient;
  viewId: string;
  note?: Mrkdwn | undefined;
}

/** Puts what is read now into an open dialog; a refusal stands in it, and an error is told as everywhere. */
function filledDetails(deps: DetailsDeps) {
  const read = readDetails(deps);
  return async ({ client, viewId, approvalId, caller, note }: ToFill): Promise<void> => {
    try {
      const details = await read(approvalId, caller);
      await client.views.update({ view_id: viewId, view: detailsDialog(details, note) });
    } catch (error) {
      const said = error instanceof Refusal ? refusalText(error) : md`The evidence could not be read just now.`;
      await client.views.update({ view_id: viewId, view: closedDetails(said) });
      if (!(error instanceof Refusal)) throw error;
    }
  };
}
