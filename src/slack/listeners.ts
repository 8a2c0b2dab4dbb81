import type { AckFn, App, BlockAction, ViewResponseAction } from '@slack/bolt';
import type { DecideApproval } from '../domain/approvals/decide-approval';
import { BadRequest } from '../domain/errors';
import type { RetryStage } from '../domain/executions/retry-stage';
import type { Directory } from '../domain/ports/directory';
import { onChooseRollback, onRollBackAlarm, type RollBackAlarmDeps } from './alarms/alarm-actions';
import { type OpenHome, onHomeOpened, onHomePage } from './app-home/home-actions';
import { type AnswerCommandDeps, onChoose, onConfirm } from './approvals/answer-commands';
import { onApprove, onReject, onRejectSubmit } from './approvals/approval-actions';
import {
  type DetailsDeps,
  onAskOverride,
  onConfirmOverride,
  onDetails,
  onDetailsSubmit,
  onWithdraw,
} from './approvals/details-actions';
import { type LogDeps, onBuildLog, onExecutionLog, onWholeLog } from './builds/log-actions';
import type { RouteCommand } from './command-router';
import { onRetry } from './executions/retry-command';
import { ACTION, CHOICE, COMMAND, DIALOG, EVENTS, type EventName } from './ids';
import type { ButtonClick, ChoiceMade, DialogSubmit } from './interactions';
import { onPage } from './pages';
import {
  onOfferRollback,
  onReleaseChosen,
  onRollbackSubmit,
  type RollbackActionDeps,
} from './rollback/rollback-actions';

export interface ListenerDeps extends AnswerCommandDeps, DetailsDeps, LogDeps, RollbackActionDeps, RollBackAlarmDeps {
  decideApproval: DecideApproval;
  retryStage: RetryStage;
  routeCommand: RouteCommand;
  directory: Directory;
  openHome: OpenHome;
}

/**
 * Table 2: everything that people do, and who answers it. Bolt runs every listener that matches, so there is one per
 * surface, and the table finds the handler; what is not in the table is answered, not left to time out.
 */
export function registerListeners(app: App, deps: ListenerDeps): void {
  const buttons: Record<string, (click: ButtonClick) => Promise<void>> = {
    [ACTION.approve]: onApprove(deps.decideApproval),
    [ACTION.reject]: onReject(),
    [ACTION.details]: onDetails(deps),
    [ACTION.withdraw]: onWithdraw(deps),
    [ACTION.askOverride]: onAskOverride(deps),
    [ACTION.confirmOverride]: onConfirmOverride(deps),
    [ACTION.chooseApprove]: onChoose(deps, 'approved'),
    [ACTION.chooseReject]: onChoose(deps, 'rejected'),
    [ACTION.retry]: onRetry(deps),
    [ACTION.pageBack]: onPage(deps.routeCommand),
    [ACTION.pageMore]: onPage(deps.routeCommand),
    [ACTION.buildLog]: onBuildLog(deps),
    [ACTION.executionLog]: onExecutionLog(deps),
    [ACTION.wholeLog]: onWholeLog(deps),
    [ACTION.confirmApprove]: onConfirm(deps.decideApproval, 'approved'),
    [ACTION.confirmReject]: onConfirm(deps.decideApproval, 'rejected'),
    [ACTION.offerRollback]: onOfferRollback(deps),
    [ACTION.rollBackAlarm]: onRollBackAlarm(deps),
    [ACTION.chooseRollback]: onChooseRollback(deps),
    [ACTION.homeBack]: onHomePage(deps.openHome),
    [ACTION.homeMore]: onHomePage(deps.openHome),
    [ACTION.homeAgain]: onHomePage(deps.openHome),
  };
  const choices: Record<string, (choice: ChoiceMade) => Promise<void>> = {
    [CHOICE.release]: onReleaseChosen(deps),
  };
  const dialogs: Record<string, (submit: DialogSubmit) => Promise<void>> = {
    [DIALOG.reject]: onRejectSubmit(deps.decideApproval),
    [DIALOG.details]: onDetailsSubmit(deps.decideApproval),
    [DIALOG.rollback]: onRollbackSubmit(deps),
  };

  // Told to one task only: what another task remembers ends by itself, in minutes.
  const events: Record<EventName, (event: ToldBySlack) => void | Promise<void>> = {
    subteam_members_changed: ({ subteam_id: id }) => deps.directory.forget(String(id)),
    subteam_updated: ({ subteam }) => deps.directory.forget(String(subteam?.id)),
    user_change: ({ user }) => deps.directory.forget(String(Object(user).id)),
    app_home_opened: onHomeOpened(deps.openHome),
  };

  for (const name of EVENTS) {
    app.event(name, async ({ event }) => {
      await events[name](event);
    });
  }

  app.command(COMMAND, async ({ ack, command, respond, client }) => {
    await ack();
    const caller = { slackId: command.user_id, team: command.team_id };
    const { text, trigger_id: triggerId, channel_id: channelId } = command;
    await deps.routeCommand({ text, triggerId, channelId, respond, client, caller });
  });

  app.action<BlockAction>(/.*/, async ({ ack, action, body, respond, client }) => {
    const caller = { slackId: body.user.id, team: body.user.team_id ?? body.team?.id ?? '' };
    if (action.type === 'button') {
      const handler = own(buttons, action.action_id);
      const isElsewhere = !respond && ANSWERED.has(action.action_id);
      if (handler && !isElsewhere) return handler({ ack: () => ack(), action, body, respond, client, caller });
      await ack();
      throw new BadRequest(
        'This button is from another version of the app. Please use the newest card in the channel.',
      );
    }
    const handler = own(choices, action.action_id);
    if (handler && body.view) return handler({ ack: () => ack(), view: body.view, client, caller });
    await ack(); // any other input of a dialog: its value comes with the submit
  });

  app.view(/.*/, async ({ ack, view, body, client }) => {
    const handler = own(dialogs, view.callback_id);
    const caller = { slackId: body.user.id, team: body.user.team_id ?? body.team?.id ?? '' };
    if (handler) return handler({ ack: ack as AckFn<ViewResponseAction>, view, client, caller });
    await ack();
    throw new BadRequest('This dialog is from another version of the app. Please open it again.');
  });
}

/** Buttons whose answer goes where they are: in a message, never in a dialog or the Home tab, which have no address for it. */
const ANSWERED = new Set<string>([
  ...[ACTION.pageBack, ACTION.pageMore, ACTION.buildLog, ACTION.executionLog, ACTION.wholeLog],
  ...[ACTION.chooseApprove, ACTION.chooseReject, ACTION.confirmApprove, ACTION.confirmReject, ACTION.rollBackAlarm],
]);

/** Of a table, by a name that came from outside: `constructor` is in every object and in no table. */
const own = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

/** What Slack's events have in common: of people and user groups who changed, of a tab that was opened. */
interface ToldBySlack {
  subteam_id?: unknown;
  subteam?: { id?: unknown };
  /** A person, or only their id. */
  user?: unknown;
  tab?: unknown;
}
