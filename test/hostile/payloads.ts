import { TEAM } from '../../infra/local/identity';
import { ACTION } from '../../src/slack/ids';
import { CANARY, type HostileBench, type Who } from './hostile-bench';

type Payload = Record<string, unknown>;

let triggers = 0;
const aTrigger = (): string => `13345224609.738474920.${++triggers}`;

/** Payloads as Slack sends them (Slack, "Slash commands", "block_actions payload", "view_submission payload"). */
export function payloadsFor(
  { responseUrl, approval, failedId, releasedId }: HostileBench,
  { user, team = TEAM.id }: Who,
) {
  const from = {
    user: { id: user, username: CANARY, name: CANARY, team_id: team },
    team: { id: team, domain: 'local-ml' },
    enterprise: null,
    is_enterprise_install: false,
    api_app_id: 'A0MLPIPELINE',
    token: `${CANARY}-token`,
  };
  const key = `${approval.approvalId} ${approval.evidenceHash}`;
  const view = (callback: string, metadata: string, values: Payload = {}) => ({
    ...{ id: 'V1', team_id: team, type: 'modal', callback_id: callback, private_metadata: metadata },
    state: { values },
  });
  const typed = (value: string) => ({ reason: { reason: { type: 'plain_text_input', value } } });
  const chosen = (block: string, id: string, value: string) => ({
    [block]: { [id]: { type: 'radio_buttons', selected_option: { value } } },
  });

  return {
    command: (text: string): Payload => ({
      ...{ token: `${CANARY}-token`, command: '/mlpipeline', text, user_id: user, user_name: CANARY, team_id: team },
      ...{ channel_id: 'C0GENERAL', channel_name: 'general', team_domain: 'local-ml', api_app_id: 'A0MLPIPELINE' },
      ...{ response_url: responseUrl, trigger_id: aTrigger(), is_enterprise_install: 'false' },
    }),
    press: (actionId: string, value: string): Payload => ({
      ...{ type: 'block_actions', ...from, trigger_id: aTrigger(), response_url: responseUrl },
      actions: [{ type: 'button', action_id: actionId, block_id: 'b', value, action_ts: '1.2' }],
      container: { type: 'message', message_ts: '1.2', channel_id: 'C0RELEASES', is_ephemeral: false },
      channel: { id: 'C0RELEASES', name: 'ml-releases' },
      message: { type: 'message', ts: '1.2', text: CANARY },
      state: { values: {} },
    }),
    submit: (callback: string, metadata: string, values: Payload): Payload => ({
      ...{ type: 'view_submission', ...from, trigger_id: aTrigger(), response_urls: [] },
      view: view(callback, metadata, values),
    }),
    pressInDialog: (actionId: string, value: string): Payload => ({
      ...{ type: 'block_actions', ...from, trigger_id: aTrigger() },
      actions: [{ type: 'button', action_id: actionId, block_id: 'b', value }],
      view: view('details_dialog', key, typed('drift')),
    }),
    event: (event: Payload): Payload => ({
      ...{ type: 'event_callback', team_id: team, api_app_id: 'A0MLPIPELINE', event_id: 'Ev1', event_time: 1 },
      authorizations: [{ enterprise_id: null, team_id: TEAM.id, user_id: 'U0MLPIPELINE', is_bot: true }],
      event: { ...event, name: CANARY },
    }),
    /** Of a kind that nobody listens to. */
    other: (type: string): Payload => ({
      type,
      ...from,
      trigger_id: aTrigger(),
      callback_id: CANARY,
      view: view('x', ''),
    }),

    /** The value that a button of this id has on the cards and dialogs of the bench. */
    shownBy(actionId: string): string {
      const executions: string[] = [ACTION.retry, ACTION.executionLog, ACTION.offerRollback];
      if (executions.includes(actionId)) return `penguins ${actionId === ACTION.offerRollback ? releasedId : failedId}`;
      if (actionId === ACTION.rollBackAlarm) return `penguins ring-1 ${releasedId} stage -`;
      if (actionId === ACTION.chooseRollback) return 'penguins ring-1';
      if (actionId === ACTION.buildLog || actionId === ACTION.wholeLog) return 'penguins-build:1';
      if (actionId.startsWith('page')) return 'releases penguins --page 2';
      return actionId.startsWith('home') ? '2' : key;
    },
    /** Dialogs, as they are sent by somebody who means them. */
    dialogs: (): [callback: string, metadata: string, values: Payload][] => [
      ['reject_dialog', key, typed('too old')],
      ['details_dialog', key, { ...chosen('decision', 'decision', 'approved'), ...typed('better') }],
      ['details_dialog', key, { ...chosen('decision', 'decision', 'rejected'), ...typed('worse') }],
      [
        'rollback_dialog',
        JSON.stringify({ pipeline: 'penguins', requestId: 'r1', shown: { targetId: releasedId, how: 'stage' } }),
        { ...chosen('release', 'rollback_release', releasedId), ...typed('drift') },
      ],
    ],
  };
}
