import { withMadePart } from '../infra/local/made-part';
import { SCOPES } from '../src/slack/scopes';

/** docs/slack-setup.md with the table of scopes as the code has them. */
export function withScopes(document: string): string {
  const rows = Object.entries(SCOPES).map(([scope, { why, calls, events = [] }]) => {
    const used = [...calls, ...events].map((name) => `\`${name}\``).join(', ');
    return `| \`${scope}\` | ${why} | ${used || '–'} |`;
  });
  return withMadePart(document, `| scope | for | calls and events |\n|---|---|---|\n${rows.join('\n')}\n`);
}
