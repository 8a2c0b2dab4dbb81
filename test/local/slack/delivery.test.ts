import { join } from 'node:path';
import { postCard, type RunningApp, startBolt } from './bolt';
import { RELEASES, type RunningWorkspace, startWorkspace, temporaryFolder } from './support';

describe('an app that does not acknowledge in time', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let slack: RunningWorkspace;
  let bolt: RunningApp;

  beforeEach(async () => {
    folder = await temporaryFolder();
    slack = await startWorkspace({ stateFile: join(folder.path, 'slack.json'), ackDeadlineMs: 50 });
    bolt = await startBolt(slack);
  });
  afterEach(async () => {
    await bolt.receiver.client.disconnect();
    await slack.stop();
    await folder.remove();
  });

  it('shows operation_timeout to the person who typed the command, and takes no notice of a late acknowledgement', async () => {
    let acknowledgeLate: (() => Promise<void>) | undefined;
    bolt.app.command('/mlpipeline', async ({ ack }) => {
      acknowledgeLate = () => ack('too late');
    });

    const answer = await slack.emma.say(RELEASES, '/mlpipeline help');
    await acknowledgeLate?.();
    // Sent on the same socket after the late acknowledgement: once it is closed, the workspace has read both.
    await bolt.receiver.client.disconnect();
    const seen = await slack.emma.until((snapshot) => !snapshot.bot.connected && snapshot, {
      what: 'the app to be gone',
    });

    expect(answer).toEqual({ ok: false, error: 'operation_timeout' });
    expect(seen.notices.map(({ text }) => text)).toEqual(['/mlpipeline failed with the error "operation_timeout"']);
    expect(seen.ephemerals).toEqual([]);
    expect((await slack.ada.look()).notices).toEqual([]);
  });

  it('shows beside the button that a click was not answered, until the message changes', async () => {
    const card = await postCard(bolt.app, slack);

    const answer = await slack.ada.press(card, 'approve');
    const { notices } = await slack.ada.look();
    await bolt.app.client.chat.update({ channel: RELEASES, ts: card.ts, text: 'Decided.' });

    expect(answer).toEqual({ ok: false, error: 'operation_timeout' });
    expect(notices).toMatchObject([{ channel: RELEASES, element: { messageTs: card.ts, actionId: 'approve' } }]);
    expect((await slack.ada.look()).notices).toEqual([]);
  });
});
