import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { WebClient } from '@slack/web-api';
import { TOKENS } from '../../../infra/local/identity';
import { WIDE_POPULATION } from '../../../infra/local/slack/population';
import { anchorToken } from '../../../src/domain/audit/anchors';
import { proofInWords } from '../../../src/domain/audit/proof-in-words';
import { verifyChain } from '../../../src/domain/audit/verify-chain';
import type { PostedDigest } from '../../../src/domain/digest/posted-digests';
import { digestAnchors } from '../../../src/slack/audit/digest-anchors';
import {
  FULL_MANIFEST,
  RELEASES,
  type RunningWorkspace,
  startWorkspace,
  temporaryFolder,
} from '../../local/slack/support';
import { aChain, anchorOf, linksOf, PENGUINS, stored, writtenAnew } from '../../support/builders/chains';

const CHAIN = aChain(9);

describe('anchors in digest messages of a workspace', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let slack: RunningWorkspace;
  let client: WebClient;

  beforeAll(async () => {
    folder = await temporaryFolder();
    const stateFile = join(folder.path, 'slack.json');
    slack = await startWorkspace({ stateFile, manifest: FULL_MANIFEST, population: WIDE_POPULATION });
    client = clientOf(`${slack.baseUrl}/api/`);
  });

  afterAll(async () => {
    await slack.stop();
    await folder.remove();
  });

  it('prove a chain up to the newest of them, and tell one that was written anew', async () => {
    const digests = [await digest('2026-11-28', 7), await digest('2026-11-27', 4)];

    expect(await verify(digests)).toMatchObject({
      summary: 'pipeline:penguins: whole, 9 records, proven up to record 7 by the digest messages',
      unknown: ['Nothing newer than the anchor of record 7 can be proven.'],
    });
    expect((await verify(digests, writtenAnew(CHAIN, 6))).findings).toEqual([
      'Records 5 to 7 were written anew: record 7 is not the one that was anchored (the digest messages); the anchor of record 4 still fits, so it begins behind that, at record 7 at the latest.',
    ]);
  });

  it('are missed by name where the message is gone, another app’s person wrote it, or it has none', async () => {
    const gone = await digest('2026-11-27', 4);
    await slack.call('chat.delete', { channel: RELEASES, ts: gone.ts });
    const later = await digest('2026-11-28', 7);
    await slack.ada.say(RELEASES, `I say ${anchorToken(anchorOf(CHAIN[8] as never))}`);
    const said = await slack.ada.until(
      ({ messages }) => messages[RELEASES]?.findLast(({ text }) => /I say/.test(text)),
      {
        what: 'what Ada said',
      },
    );
    const quiet = await slack.call('chat.postMessage', { channel: RELEASES, text: 'a quiet day' });

    const { summary, unknown } = await verify([
      { ...later, ts: String(quiet.ts), day: '2026-11-29' },
      later,
      { ...gone, ts: said.ts, day: '2026-11-26' },
      gone,
    ]);

    expect(summary).toContain('proven up to record 7');
    expect(unknown).toEqual([
      'The digest of 2026-11-29 in C0RELEASES has no anchors in it.',
      'The digest of 2026-11-26 in C0RELEASES is not a message of an app, and proves nothing.',
      'The digest of 2026-11-27 in C0RELEASES is gone from Slack.',
      'Nothing newer than the anchor of record 7 can be proven.',
    ]);
  });

  it('are missed where none is to be found: whoever may write to the state table may hide where they stand', async () => {
    expect((await verify([])).unknown).toEqual([
      'No digest message was found to compare with.',
      'Without an anchor nobody can tell whether the whole chain was written anew.',
    ]);
  });

  it('are missed where the app is not in the channel, and the rest is read', async () => {
    const here = await digest('2026-11-28', 7);

    const { summary, unknown } = await verify([
      here,
      { ...here, channel: 'C0RANDOM' },
      { ...here, channel: 'C0SECRET' },
    ]);

    expect(summary).toContain('proven up to record 7');
    expect(unknown.slice(0, 2)).toEqual([
      'The digest of 2026-11-28 in C0RANDOM could not be read: the app is not in the channel any more; invite it with /invite @mlpipeline.',
      'The digest of 2026-11-28 in C0SECRET could not be read: the app does not see the channel any more; invite it with /invite @mlpipeline.',
    ]);
  });

  it('are missed, not waited for, where Slack gets too many requests', async () => {
    const here = await digest('2026-11-28', 7);
    slack.workspace.refuseCalls('conversations.history', { calls: 1, seconds: 30 });

    expect((await verify([here])).unknown[0]).toBe(
      'The digest of 2026-11-28 in C0RELEASES could not be read: Slack gets too many requests just now; verify again in a minute.',
    );
  });

  async function verify(digests: readonly PostedDigest[], records = CHAIN) {
    const sources = [digestAnchors({ client, posted: async (limit) => digests.slice(0, limit) })];
    return proofInWords(
      await verifyChain({ audit: stored(linksOf(records)), sources, now: () => new Date() }, PENGUINS),
    );
  }

  async function digest(day: string, number: number): Promise<PostedDigest> {
    const text = `Audit: \`${anchorToken(anchorOf(CHAIN[number - 1] as never))}\``;
    const blocks = [{ type: 'context', elements: [{ type: 'mrkdwn', text, verbatim: true }] }];
    const { ts } = await slack.call('chat.postMessage', { channel: RELEASES, text: `Digest of ${day}`, blocks });
    return { channel: RELEASES, ts: String(ts), day };
  }
});

describe('a Slack that answers otherwise than the local workspace can', () => {
  it.each([
    [
      'without the scope',
      { ok: false, error: 'missing_scope' },
      [
        'The digests of 2026-11-28 in C0A, 2026-11-27 in C0A, 2026-11-26 in C0A and of 1 more days: each could not be read: the app lacks the scope channels:history, or groups:history for a private channel.',
        'Without an anchor nobody can tell whether the whole chain was written anew.',
      ],
    ],
    [
      'with messages that were edited',
      {
        ok: true,
        messages: [
          {
            ...{ ts: '1.000001', bot_id: 'B0', edited: { user: 'U0', ts: '2' } },
            text: anchorToken(anchorOf(CHAIN[8] as never)),
          },
        ],
      },
      [
        'The digests of 2026-11-28 in C0A, 2026-11-27 in C0A, 2026-11-26 in C0A and of 1 more days: each was edited after it was posted: it may say what it did not say then.',
      ],
    ],
  ])('%s: it is said once for all, and nothing fails', async (_how, answer, unknown) => {
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const digests = ['28', '27', '26', '25'].map((day) => ({ channel: 'C0A', ts: '1.000001', day: `2026-11-${day}` }));
    const source = digestAnchors({ client: clientOf(`http://127.0.0.1:${port}/`), posted: async () => digests });

    const proof = await verifyChain(
      { audit: stored(linksOf(CHAIN)), sources: [source], now: () => new Date() },
      PENGUINS,
    );
    server.closeAllConnections();
    server.close();

    expect(proofInWords(proof).unknown).toEqual(unknown);
  });
});

/** As the one that draws cards: each call once. */
const clientOf = (slackApiUrl: string): WebClient =>
  new WebClient(TOKENS.bot, { slackApiUrl, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true });
