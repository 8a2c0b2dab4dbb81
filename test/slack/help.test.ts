import { describedVerbs } from '../../src/build-slack';
import { type BotBench, startBotBench } from '../support/bot-bench';
import { aPolicy } from '../support/builders/policies';
import { privateAnswer, RELEASES } from '../support/releases-channel';

const ADMIN_ONLY = aPolicy({ roles: { viewer: 'everyone', operator: [], approver: [], admin: ['U0ADA'] } });

let bot: BotBench;
afterEach(() => bot.stop());

const helpFor = async (id: string): Promise<string> => {
  await bot.slack.person(id).say(RELEASES, '/mlpipeline help');
  return privateAnswer(bot.slack.person(id), /ships models/);
};
const verbsIn = (help: string) => [...help.matchAll(/`\/mlpipeline (\w+)/g)].map(([, verb]) => verb);

describe('help', () => {
  it('shows every verb to whoever may do everything, within what Slack takes', async () => {
    bot = await startBotBench(aPolicy());

    const help = await helpFor('U0ADA');

    expect(new Set(verbsIn(help))).toEqual(new Set(describedVerbs().map(({ name }) => name)));
    expect(help).not.toContain('You see what your roles allow');
  });

  it('shows what somebody may do, under the headings that are left', async () => {
    bot = await startBotBench(ADMIN_ONLY);

    const help = await helpFor('U0ADA');

    expect(help).toMatch(/\*See how things are\*.*\*Make things happen\*.*\*This channel and you\*/s);
    expect(help).not.toContain('*Answer what waits*');
    expect(verbsIn(help)).toEqual(expect.arrayContaining(['list', 'lock', 'mute', 'whoami', 'help']));
    expect(verbsIn(help)).not.toContain('approve');
    expect(verbsIn(help)).not.toContain('subscribe');
    expect(help).toContain('You see what your roles allow');
  });
});
