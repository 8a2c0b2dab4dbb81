import { brief, briefLine, join, link, type Mrkdwn, md, moment } from '../blocks';
import { alarmPage, type ConsolePlace } from '../console-links';
import { type ApprovalView, isHeld, named, ringing } from './approval-view';

/** Alarms that are named; a pipeline seldom has more. */
const NAMED = 4;

/** What holds the gate shut, until when, and what can be done about it. */
export function holdLines(view: Pick<ApprovalView, 'approval' | 'lock' | 'muted' | 'console'>): Mrkdwn[] {
  const { approval, lock, muted, console } = view;
  const { hold } = approval;
  const alarms = ringing(hold?.alarms, approval.override);
  const unreadable = ringing(hold?.unreadable, approval.override);
  const lines = [
    ...(lock
      ? [
          md`:lock: Locked by ${named(lock.by, muted)}${lock.until ? md` until ${moment(lock.until)}` : md` until somebody unlocks it`}: ${briefLine(lock.reason, 200)}`,
        ]
      : []),
    ...(hold?.freeze
      ? [md`:lock: Frozen until ${moment(hold.freeze.until)}: ${briefLine(hold.freeze.reason, 200)}`]
      : []),
    ...(unreadable.length > 0
      ? [md`:grey_question: CloudWatch does not tell whether ${brief(unreadable.join(', '), 200)} rings`]
      : []),
    ...(alarms.length > 0 ? [md`:rotating_light: ${alarmNames(alarms, console)}`] : []),
    ...overrideLine(view, [...alarms, ...unreadable]),
  ];
  return isHeld(view) ? [...lines, md`While this holds, it can be rejected, not approved.`] : lines;
}

function alarmNames(alarms: readonly string[], console: ConsolePlace): Mrkdwn {
  const names = alarms.slice(0, NAMED).map((name) => link(alarmPage(console, name), brief(name, 80), 400));
  const more = alarms.length > NAMED ? [md`${alarms.length - NAMED} more`] : [];
  return md`${alarms.length === 1 ? 'An alarm rings' : 'Alarms ring'}: ${join([...names, ...more], ', ')}`;
}

/** Two admins override an alarm: one asks, another confirms. */
function overrideLine(view: Pick<ApprovalView, 'approval' | 'muted'>, alarms: readonly string[]): Mrkdwn[] {
  const { approval, muted } = view;
  const { override } = approval;
  if (override?.confirmed) return overriddenLine(view);
  if (!override || alarms.length === 0) return [];
  const { by, reason } = override.asked;
  return [
    md`:raised_hand: ${named(by, muted)} asks to override the alarm: ${briefLine(reason, 200)}\nAnother admin must confirm it in Details.`,
  ];
}

/** An alarm that was overridden: by whom, and why. */
export function overriddenLine({ approval, muted }: Pick<ApprovalView, 'approval' | 'muted'>): Mrkdwn[] {
  const { asked, confirmed, alarms = [] } = approval.override ?? {};
  if (!asked || !confirmed) return [];
  return [
    md`:unlock: ${brief(alarms.join(', '), 200)}: overridden by ${named(asked.by, muted)} and ${named(confirmed.by, muted)}: ${briefLine(asked.reason, 200)}`,
  ];
}
