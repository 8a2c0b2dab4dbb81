import { type BotBench, startBotBench } from '../support/bot-bench';
import { aRelease } from '../support/builders/facts';
import { aPolicy } from '../support/builders/policies';
import { readPng } from '../support/read-png';
import { privateAnswer, RELEASES, wordsOf } from '../support/releases-channel';

describe('the chart of releases, in a workspace', () => {
  let bot: BotBench;
  beforeEach(async () => {
    bot = await startBotBench(aPolicy({ roles: { viewer: 'everyone', operator: [], approver: [], admin: [] } }));
    for (const [index, accuracy] of ['0.91', '0.93', '0.95'].entries()) {
      const releasedAt = new Date(Date.UTC(2026, 2, 2 + index));
      const rest = { model: { version: `1.${index}.0` }, metrics: { accuracy, rows: '344' } };
      await bot.releases.update('penguins', `e${index}`, () =>
        aRelease({ executionId: `e${index}`, releasedAt, ...rest }),
      );
    }
    const production = { pipeline: 'penguins', stage: 'Deploy', foundAt: new Date(), servesId: 'e2' };
    await bot.releases.updateProduction('penguins', () => production);
  });
  afterEach(() => bot.stop());

  it('follows the table as a message of its own, for whoever asked, with what it says in words', async () => {
    const { emma, ada } = bot.slack;

    await emma.say(RELEASES, '/mlpipeline releases penguins');
    const { ephemerals, files } = await emma.until(
      (seen) => (seen.ephemerals.some((answer) => wordsOf(answer).includes('slack_file')) ? seen : undefined),
      { what: 'the chart' },
    );
    const chart = ephemerals.map(wordsOf).at(-1);
    const [file] = Object.values(files);
    const content = await fetch(`${bot.slack.baseUrl}${file?.page_url}`);
    expect(ephemerals.map(({ text }) => text)).toEqual(['Releases of penguins', 'Chart of accuracy of penguins']);
    expect(chart).toContain('accuracy of penguins over 3 releases: from 0.91 (1.0.0) to 0.95 (1.2.0)');
    expect(chart).toContain('in production: 1.2.0 with 0.95');
    expect(readPng(new Uint8Array(await content.arrayBuffer())).width).toBe(1800);
    expect(await ada.ephemerals()).toEqual([]);
  });

  it('is answered with words where Slack does not take it', async () => {
    const { slack } = bot;
    slack.workspace.refuseCalls('files.getUploadURLExternal', { calls: 1, seconds: 30 });

    await slack.emma.say(RELEASES, '/mlpipeline releases penguins --metric METRIC_ROWS');

    expect(await privateAnswer(slack.emma, /could not be sent/)).toContain('Chart of rows of penguins');
  });
});
