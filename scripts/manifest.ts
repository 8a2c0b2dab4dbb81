/** `npm run manifest`: prints the Slack app manifest, for Socket Mode or with `-- --http https://host` for HTTP mode. */
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { verbNames } from '../src/build-slack';
import { slackManifest } from '../src/slack/manifest';

const USAGE = 'Usage: npm run manifest [-- --http https://bot.example.com]';

try {
  const { values } = parseArgs({ options: { http: { type: 'string' } } });
  process.stdout.write(stringify(slackManifest({ verbs: verbNames(), host: values.http && hostOf(values.http) })));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n${USAGE}\n`);
  process.exit(1);
}

/** Slack sends nothing to a server without a certificate. */
function hostOf(typed: string): string {
  const url = URL.canParse(typed) ? new URL(typed) : undefined;
  if (url?.protocol !== 'https:' || url.pathname !== '/' || url.search) {
    throw new Error('Slack needs https:// and a host, without a path.');
  }
  return url.origin;
}
