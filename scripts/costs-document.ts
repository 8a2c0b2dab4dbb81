import { CALLED } from '../infra/aws/constructs/bot-network';
import { choicesTable, costsTable } from './costs-table';

const BEGIN = '<!-- Made by `npm run costs`. -->';
const END = '<!-- Made until here. -->';

/** The document with its tables made anew. @throws Error where it has lost the marks around them */
export function withCosts(document: string): string {
  const [begin, end] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`docs/costs.md must have the lines “${BEGIN}” and “${END}”`);
  const tables = [costsTable({ alarms: 10, metrics: 30 }), choicesTable(Object.keys(CALLED).length)];
  return `${document.slice(0, begin)}${BEGIN}\n${tables.join('\n\n')}\n${document.slice(end)}`;
}
