import { CALLED } from '../infra/aws/constructs/bot-network';
import { METRICS } from '../src/metric-names';
import { choicesTable, costsTable } from './costs-table';

/** Of infra/aws/constructs/alarms.ts and answers-by-others.ts (one per event rule, mostly one). Beside the bot's own metrics there is the one of the anchors. */
const ALARMS = 18;

const BEGIN = '<!-- Made by `npm run costs`. -->';
const END = '<!-- Made until here. -->';

/** The document with its tables made anew. @throws Error where it has lost the marks around them */
export function withCosts(document: string): string {
  const [begin, end] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`docs/costs.md must have the lines “${BEGIN}” and “${END}”`);
  const tables = [
    costsTable({ alarms: ALARMS, metrics: Object.keys(METRICS).length + 1 }),
    choicesTable(Object.keys(CALLED).length),
  ];
  return `${document.slice(0, begin)}${BEGIN}\n${tables.join('\n\n')}\n${document.slice(end)}`;
}
