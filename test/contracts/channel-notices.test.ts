import { join } from 'node:path';
import { WebClient } from '@slack/web-api';
import { TOKENS } from '../../infra/local/identity';
import { WIDE_POPULATION } from '../../infra/local/slack/population';
import type { ChannelNotices } from '../../src/domain/ports/channel-notices';
import { messagesInSlack } from '../../src/slack/cards/messages-in-slack';
import { channelNotices } from '../../src/slack/notifications/channel-notices';
import { silent } from '../local/slack/bolt';
import { GENERAL, startWorkspace, temporaryFolder } from '../local/slack/support';
import { ADA } from '../support/builders/facts';
import { FakeChannelNotices } from '../support/fakes/fake-channel-notices';

interface Subject {
  notices: ChannelNotices;
  /** How many notices a channel holds. */
  count(channel: string): Promise<number>;
  end(): Promise<void>;
}

/** Channels that take nothing of the bot's. */
const CLOSED: [string, string][] = [
  ['that the bot is not in', 'C0RANDOM'],
  ['that is private and not the bot’s', 'C0SECRET'],
  ['that is archived', 'C0RETIRED'],
  ['that is none', 'C0NOWHERE'],
];

async function fake(): Promise<Subject> {
  const notices = new FakeChannelNotices();
  for (const [, channel] of CLOSED) notices.closes(channel);
  return {
    notices,
    count: async (channel) => notices.posted.filter((notice) => notice.channel === channel).length,
    end: async () => undefined,
  };
}

async function adapter(): Promise<Subject> {
  const folder = await temporaryFolder();
  const slack = await startWorkspace({ stateFile: join(folder.path, 'slack.json'), population: WIDE_POPULATION });
  const client = new WebClient(TOKENS.bot, {
    slackApiUrl: `${slack.baseUrl}/api/`,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: silent,
  });
  return {
    notices: channelNotices(messagesInSlack(client)),
    count: async (channel) => (await slack.ada.messages(channel)).length,
    async end() {
      await slack.stop();
      await folder.remove();
    },
  };
}

describe.each([
  ['the fake', fake],
  ['Slack', adapter],
])('notices of a channel, by %s', (_name, begin) => {
  let subject: Subject;

  beforeEach(async () => {
    subject = await begin();
  });
  afterEach(() => subject.end());

  const tell = (channel: string) =>
    subject.notices.subscriptionChanged({ channel, pipeline: 'penguins', gets: ['failures'], by: ADA });

  it('are said in the channel', async () => {
    await tell(GENERAL);

    expect(await subject.count(GENERAL)).toBe(1);
  });

  it.each(CLOSED)('are refused by a channel %s', async (_what, channel) => {
    await expect(tell(channel)).rejects.toMatchObject({ code: 'channel_closed' });
  });
});
