import type { ReadDigest } from '../../../src/domain/digest/read-digest';
import type { Charts } from '../../../src/domain/ports/charts';
import { type CardMessage, SlackCallFailed } from '../../../src/slack/cards/card-message';
import { patientMessages } from '../../../src/slack/cards/patient-messages';
import { digestCard } from '../../../src/slack/digest/digest-card';
import type { Pictures } from '../../../src/slack/pictures';
import { aDigest, aPipelineDigest } from '../../support/builders/digests';
import { aPolicy, somePolicies } from '../../support/builders/policies';
import { FakeCardMessages } from '../../support/fakes/fake-card-messages';
import { unsentPictures } from '../../support/unsent-pictures';

const NOW = new Date('2026-11-29T08:00:00Z');
const CHANNEL = 'C0RELEASES';
const IMAGE = { type: 'image' as const, slack_file: { id: 'F0CHART' }, alt_text: 'One release.' };
const NOT_SENT = 'The picture could not be sent.';
const charts: Charts = {
  digest: async () => ({ png: new Uint8Array([1]), alt: 'One release.', title: 'Releases' }),
  releases: async () => undefined,
};

describe('the daily digest of a channel', () => {
  const busy = { started: 1, failures: 0, others: 0, releases: 1, failed: 0, rollbacks: 0 };

  async function card(pictures: Pick<Pictures, 'draw'>, channel = CHANNEL): Promise<CardMessage | undefined> {
    const asked: Parameters<ReadDigest>[0][] = [];
    const policies = somePolicies(aPolicy(), aPolicy({ name: 'elsewhere', channel: 'C0OTHER' }));
    const message = await digestCard({
      ...{ policies, charts, pictures, now: () => NOW },
      digests: [{ channel: CHANNEL, timeZone: 'Europe/Berlin', at: { hour: 9, minute: 0 } }],
      async readDigest(of) {
        asked.push(of);
        return aDigest(aPipelineDigest({ counts: busy }));
      },
    })({ channel, day: '2026-11-29' });
    expect(asked.flatMap(({ pipelines }) => pipelines.map(({ name }) => name))).toEqual(message ? ['penguins'] : []);
    return message;
  }

  it('is of the day before, of the pipelines of that channel, in days of its zone', async () => {
    const message = await card({ draw: async () => [IMAGE] });

    expect(message?.channel).toBe(CHANNEL);
    expect(message?.text).toMatch(/^Digest: Saturday 28 November: 1 release/);
    expect(JSON.stringify(message?.blocks)).toContain('the day of Europe/Berlin');
    expect(message?.blocks).toContainEqual(IMAGE);
    expect(JSON.stringify(message?.plainer)).toContain(NOT_SENT);
  });

  it('is none where the file does not want one any more', async () => {
    expect(await card({ draw: async () => [IMAGE] }, 'C0OTHER')).toBeUndefined();
  });

  it('goes out without its picture where that cannot be uploaded, and says so', async () => {
    const message = await card(await unsentPictures());

    expect(JSON.stringify(message?.blocks)).toContain(NOT_SENT);
    expect(message?.plainer).toBeUndefined();
  });

  it('goes out without its picture where Slack goes on refusing to show it, and says so', async () => {
    const message = await card({ draw: async () => [IMAGE] });
    const slack = new FakeCardMessages(() => NOW);
    let refused = 0;
    slack.post = ((original) => async (channel, key, told) => {
      if (!JSON.stringify(told.blocks).includes('slack_file')) return original(channel, key, told);
      refused += 1;
      throw new SlackCallFailed('refused', 'invalid_blocks');
    })(slack.post.bind(slack));

    await patientMessages(slack, await unsentPictures()).post(CHANNEL, 'digest#1', message as CardMessage);

    expect(refused).toBeGreaterThan(0);
    expect(slack.in(CHANNEL)).toHaveLength(1);
    expect(slack.in(CHANNEL)[0]?.blocks).toContain(NOT_SENT);
  });

  it('is posted once and raises whatever else Slack refuses it for', async () => {
    const message = await card({ draw: async () => [IMAGE] });
    const slack = new FakeCardMessages(() => NOW);
    slack.close(CHANNEL, 'is_archived');

    await expect(
      patientMessages(slack, await unsentPictures()).post(CHANNEL, 'digest#1', message as CardMessage),
    ).rejects.toMatchObject({ kind: 'closed' });

    expect(slack.calls).toHaveLength(1);
  });
});
