import type { KnownBlock } from '@slack/web-api';
import { countedVotes } from '../../domain/approvals/votes';
import { actions, button, context, md } from '../blocks';
import { ACTION, approvalKey } from '../ids';
import { barredPart, holding } from './approval-view';
import type { Details } from './read-details';

/** For whoever has approved, until it is decided. */
export function withdrawButton({ view: { approval }, reader }: Details): KnownBlock[] {
  if (!countedVotes(approval).some(({ by }) => by.id === reader.slackId)) return [];
  const value = approvalKey(approval);
  return [actions('withdraw', button({ actionId: ACTION.withdraw, text: 'Take my approval back', value }))];
}

/** An alarm's hold is overridden by two admins: one asks, with the reason that is typed above, another confirms. */
export function overrideButtons(details: Details): KnownBlock[] {
  const { view, reader } = details;
  const { approval } = view;
  const { override } = approval;
  if (!mayOverride(details)) return [];
  const value = approvalKey(approval);
  if (!override || mayAskOverride(details)) {
    const ask = button({ actionId: ACTION.askOverride, text: 'Ask to override the alarm…', style: 'danger', value });
    return [actions('override', ask), context(md`Takes the reason above, and another admin who confirms it.`)];
  }
  if (override.asked.by.id === reader.slackId) {
    return [context(md`You have asked to override the alarm: another admin must confirm it.`)];
  }
  if (barredPart(view, reader.slackId)) {
    return [context(md`Another admin, who had no part in this, must confirm that the alarm is overridden.`)];
  }
  const confirm = button({ actionId: ACTION.confirmOverride, text: 'Confirm the override', style: 'danger', value });
  return [actions('override', confirm)];
}

const mayOverride = ({ view: { approval }, reader }: Details): boolean =>
  reader.isAdmin && holding(approval.hold, approval.override).length > 0;

/** Whether they may ask for an override that nobody has asked for yet: that takes a reason. */
export function mayAskOverride(details: Details): boolean {
  const { hold, override } = details.view.approval;
  const isAsked = holding(hold, override).every((alarm) => override?.alarms.includes(alarm));
  return mayOverride(details) && !isAsked;
}
