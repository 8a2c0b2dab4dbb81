import { approvalCardKey, executionCardKey } from '../../src/domain/cards';
import type { Interest } from '../../src/domain/notifications/subscriptions';
import { aPolicy } from '../support/builders/policies';
import { ada, bea, failureOf, type UseCaseBench, useCaseBench } from '../support/use-case-bench';

const TEAM = 'C0TEAM';

describe('a channel', () => {
  let bench: UseCaseBench;

  beforeEach(() => {
    bench = useCaseBench(aPolicy({ roles: { viewer: 'everyone', operator: ['U0ADA'], approver: [], admin: [] } }));
  });

  const input = (what: Interest | 'everything', channel = TEAM) => ({
    policy: bench.policy,
    caller: ada,
    channel,
    what,
  });
  const subscribe = (what: Interest | 'everything', channel?: string) =>
    bench.useCases.subscribeChannel(input(what, channel));
  const unsubscribe = (what: Interest | 'everything', channel?: string) =>
    bench.useCases.unsubscribeChannel(input(what, channel));
  const subscribed = async () => (await bench.subscriptions.get('penguins'))?.subscriptions ?? [];

  it('gets what was asked for, is told so, and it is on record who wanted it', async () => {
    expect(await subscribe('failures')).toEqual(['failures']);

    const by = { id: 'U0ADA' };
    expect(await subscribed()).toMatchObject([{ channel: TEAM, gets: ['failures'], by, since: bench.clock.now() }]);
    expect(bench.notices.posted).toMatchObject([{ channel: TEAM, pipeline: 'penguins', gets: ['failures'], by }]);
    expect(bench.trail()).toMatchObject([
      { action: 'pipeline.subscribe', phase: 'intended', request: { channel: TEAM, what: 'failures' }, actor: by },
      { action: 'pipeline.subscribe', phase: 'done', outcome: { gets: 'failures' } },
    ]);
  });

  it('gets one thing after the other, then everything, and of everything only what is then named', async () => {
    expect(await subscribe('releases')).toEqual(['releases']);
    expect(await subscribe('failures')).toEqual(['failures', 'releases']);
    expect(await subscribe('everything')).toBe('everything');
    expect(await subscribe('approvals')).toEqual(['approvals']);
  });

  it('gets less and less, until nothing is left', async () => {
    await subscribe('everything');
    await expect(subscribe('everything')).rejects.toThrow('This channel gets every card of penguins already.');

    expect(await unsubscribe('releases')).toEqual(['failures', 'approvals']);
    expect(await unsubscribe('failures')).toEqual(['approvals']);
    expect(await unsubscribe('approvals')).toBeUndefined();
    expect(await subscribed()).toEqual([]);
    expect(bench.notices.posted.at(-1)).toMatchObject({ channel: TEAM, gets: undefined });
  });

  it('gets nothing any more by one word, whatever it got', async () => {
    await subscribe('failures');
    await subscribe('releases');

    expect(await unsubscribe('everything')).toBeUndefined();
    expect(await subscribed()).toEqual([]);
  });

  it('gets the cards of what is open at once', async () => {
    const { executionId, approvalId } = await bench.waitingApproval();
    const drawn = bench.wall.changed.length;

    await subscribe('everything');

    expect(bench.wall.changed.slice(drawn)).toEqual([
      executionCardKey('penguins', executionId),
      approvalCardKey(approvalId),
    ]);
  });

  it.each([
    ['subscribe', ['failures']],
    ['unsubscribe', undefined],
  ] as const)('does %s in the end, and is told so, where Slack was away when it was asked', async (what, gets) => {
    const act = `${what}Channel` as const;
    if (what === 'unsubscribe') await subscribe('failures');
    const away = { subscriptionChanged: () => Promise.reject(new Error('socket hang up')) };
    const error = await failureOf(bench.processOver({ ...bench.ports, notices: away })[act](input('failures')));
    const meanwhile = await subscribed();

    await bench.afterTheLease();

    expect(error).toMatchObject({ message: 'socket hang up' });
    expect(meanwhile.map((subscription) => subscription.gets)).toEqual(gets ? [gets] : []);
    expect(await subscribed()).toEqual(meanwhile);
    expect(bench.notices.posted.at(-1)).toMatchObject({ channel: TEAM, gets });
    expect(bench.trail().at(-1)).toMatchObject({
      ...{ action: `pipeline.${what}`, phase: 'done', outcome: { gets: gets ? 'failures' : 'nothing' } },
    });
    expect(await bench.unfinished()).toEqual([]);
  });

  it('changes nothing for another channel, and it is known who changed what it gets, and when', async () => {
    await subscribe('failures', 'C0OTHER');
    await subscribe('releases');
    const others = await subscribed();
    bench.clock.advance(60_000);

    await subscribe('failures');
    await unsubscribe('everything');

    expect(others).toMatchObject([{ channel: 'C0OTHER' }, { channel: TEAM }]);
    expect(await subscribed()).toEqual(others.slice(0, 1));
    await subscribe('approvals', 'C0OTHER');
    expect(await subscribed()).toMatchObject([{ gets: ['failures', 'approvals'], since: bench.clock.now() }]);
  });

  it('is told what it gets where nothing would change, and nothing is recorded', async () => {
    await subscribe('failures');
    const before = bench.trail().length;

    await expect(subscribe('failures')).rejects.toThrow('This channel gets failures of penguins already.');
    await expect(unsubscribe('releases')).rejects.toThrow('This channel gets failures of penguins.');
    for (const what of ['failures', 'everything'] as const) {
      await expect(unsubscribe(what, 'C0OTHER')).rejects.toThrow('This channel gets nothing of penguins.');
    }
    expect(bench.trail()).toHaveLength(before);
    expect(bench.notices.posted).toHaveLength(1);
  });

  it('that the configuration names gets everything already, and cannot be taken from it', async () => {
    await expect(subscribe('failures', 'C0RELEASES')).rejects.toThrow('gets everything of penguins already');
    await expect(unsubscribe('everything', 'C0RELEASES')).rejects.toThrow('mlpipeline.yaml names this channel');
    expect(bench.trail()).toEqual([]);
  });

  it('in which the bot cannot write gets nothing, and the refusal says how to change that', async () => {
    bench.notices.closes(TEAM);

    await expect(subscribe('everything')).rejects.toMatchObject({
      code: 'channel_closed',
      userMessage: expect.stringContaining('/invite @mlpipeline'),
    });
    expect(await subscribed()).toEqual([]);
    expect(bench.trailWords()).toEqual(['pipeline.subscribe intended', 'pipeline.subscribe refused']);
  });

  it('from which the bot was removed can still be unsubscribed', async () => {
    await subscribe('everything');
    bench.notices.closes(TEAM);

    expect(await unsubscribe('everything')).toBeUndefined();
    expect(await subscribed()).toEqual([]);
  });

  it('is one of ten at most', async () => {
    for (let index = 0; index < 10; index++) await subscribe('failures', `C0TEAM${index}`);

    await expect(subscribe('failures', 'C0ONEMORE')).rejects.toThrow(/penguins has 10 subscribed channels/);
    expect(await subscribe('releases', 'C0TEAM3')).toEqual(['failures', 'releases']);
  });

  it('is subscribed by operators only', async () => {
    const byBea = { ...input('everything'), caller: bea };

    await expect(bench.useCases.subscribeChannel(byBea)).rejects.toMatchObject({ code: 'not_allowed' });
    await expect(bench.useCases.unsubscribeChannel(byBea)).rejects.toMatchObject({ code: 'not_allowed' });
    expect(bench.trailWords()).toEqual(['refused.subscribe refused', 'refused.unsubscribe refused']);
    expect(bench.notices.posted).toEqual([]);
  });
});
