import type { Person } from '../../infra/local/slack/person';
import { hasButton, RELEASES, speaksOf, wordsOf } from '../support/releases-channel';
import { GATE, QUICK } from './aws-console';
import { executionOn, type FaultBench, until } from './fault-bench';

/** What somebody does in Slack, and how one knows what became of it. */
export interface Story {
  /** Once more than once where it failed: as a person does it who was told so. */
  act(who: Person): Promise<unknown>;
  /** AWS has it. */
  isBegun(): Promise<boolean>;
  /** Everybody can see in Slack that it is done. */
  isTold(): Promise<boolean>;
  /** Puts things back, without faults. */
  after?(): Promise<void>;
}
export type StoryName = keyof typeof STORIES;

/** Each prepares what is needed first, while nothing fails. */
export const STORIES = {
  async approve(bench: FaultBench): Promise<Story> {
    const { ts } = await bench.openApproval();
    const card = async () => (await bench.ada.messages(RELEASES)).find((message) => message.ts === ts);
    const first = await card();
    const execution = first ? executionOn(first) : 'none';
    return {
      async act(who) {
        const now = await card();
        if (now && hasButton(now, 'approve')) await who.press({ ...now, channel: RELEASES }, 'approve');
      },
      isBegun: async () => (await bench.aws.statusOf(execution)) === 'Succeeded',
      async isTold() {
        const now = await card();
        if (!now || hasButton(now, 'approve') || !/Approved by/.test(wordsOf(now))) return false;
        const messages = await bench.ada.messages(RELEASES);
        return messages.some((message) => /succeeded/.test(message.text) && speaksOf(message, execution));
      },
    };
  },

  async deploy(bench: FaultBench): Promise<Story> {
    await bench.untilNothingWaits();
    const before = await bench.aws.executionIds();
    // Several where somebody asked again whose first word had come through all the same; the first one is asked about.
    const begun = async () => (await bench.aws.executionIds()).filter((id) => !before.includes(id));
    return {
      act: () => bench.deploy(),
      isBegun: async () => (await begun()).length > 0,
      async isTold() {
        const messages = await bench.ada.messages(RELEASES);
        return (await begun()).some((id) => {
          const cards = messages.filter((message) => speaksOf(message, id.slice(0, 8)));
          return cards.length >= 2 && cards.some((message) => hasButton(message, 'approve'));
        });
      },
    };
  },

  /** Two people press at the same moment. */
  async 'approve by two'(bench: FaultBench): Promise<Story> {
    const alone = await STORIES.approve(bench);
    return { ...alone, act: () => Promise.all([alone.act(bench.ada), alone.act(bench.ben)]) };
  },

  /** The same is asked for twice at the same moment, which is one wish. */
  async 'deploy twice'(bench: FaultBench): Promise<Story> {
    const once = await STORIES.deploy(bench);
    const before = (await bench.aws.executionIds()).length;
    return {
      ...once,
      act: () => bench.deploy(2),
      async after() {
        const begun = (await bench.aws.executionIds()).length - before;
        if (begun !== 1) throw new Error(`${begun} executions for one wish`);
      },
    };
  },

  async rollback(bench: FaultBench): Promise<Story> {
    await bench.untilNewRelease();
    const before = await bench.aws.rollbackIds();
    const begun = async () => (await bench.aws.rollbackIds()).find((id) => !before.includes(id));
    return {
      async act(who) {
        await bench.rollbackDialog();
        await who.submit({ reason: 'drift' });
      },
      isBegun: async () => (await begun()) !== undefined,
      async isTold() {
        const id = (await begun())?.slice(0, 8) ?? 'none';
        const cards = (await bench.ada.messages(RELEASES)).filter((message) => speaksOf(message, id));
        return (
          cards.some(({ text }) => /^Rollback of/.test(text)) && cards.some((message) => hasButton(message, 'approve'))
        );
      },
    };
  },

  async lock(bench: FaultBench): Promise<Story> {
    const before = (await bench.cardKeys()).length;
    const told = async (words: RegExp) =>
      (await bench.ada.messages(RELEASES)).slice(before).some(({ text }) => words.test(text));
    return {
      act: (who) => who.say(RELEASES, `/mlpipeline lock ${GATE} --for 1h because`),
      isBegun: async () => !(await bench.aws.isApprovalOpen()),
      isTold: () => told(/is locked/),
      async after() {
        await bench.ada.say(RELEASES, `/mlpipeline unlock ${GATE}`);
        await until('the end of the lock', async () => (await bench.aws.isApprovalOpen()) && told(/no longer locked/));
      },
    };
  },

  async build(bench: FaultBench): Promise<Story> {
    const before = await bench.aws.builds();
    const messagesBefore = (await bench.ada.messages(RELEASES)).length;
    return {
      act: (who) => who.say(RELEASES, `/mlpipeline build ${QUICK}`),
      isBegun: async () => (await bench.aws.builds()).length > before.length,
      isTold: async () =>
        (await bench.ada.messages(RELEASES)).slice(messagesBefore).some(({ text }) => /quick.*succeeded/.test(text)),
    };
  },

  async stop(bench: FaultBench): Promise<Story> {
    const execution = executionOn(await bench.openApproval());
    return {
      act: (who) => who.say(RELEASES, `/mlpipeline stop ${GATE} --abandon enough`),
      isBegun: async () => (await bench.aws.statusOf(execution)) === 'Stopped',
      async isTold() {
        const cards = (await bench.ada.messages(RELEASES)).filter((message) => speaksOf(message, execution));
        return (
          cards.some(({ text }) => /stopped/.test(text)) && !cards.some((message) => hasButton(message, 'approve'))
        );
      },
    };
  },
};

/** More often than that nobody asks. */
const PATIENCE = 4;

/**
 * Does something as a patient person does: asks, waits until it is done or until they are told that it is not, looks,
 * and asks again where nothing came of it. @returns how often they had to ask
 */
export async function carryOut(bench: FaultBench, story: Story, who: Person = bench.ada): Promise<number> {
  for (let asked = 1; asked <= PATIENCE; asked++) {
    const before = await said(who);
    const present = bench.alive();
    await until('a connection to Slack', async () => (await who.look()).bot.connected);
    await story.act(who);
    await until('an answer of any kind', async () => {
      if (present.some((bot) => !bot.isAlive())) return true;
      return (await said(who)) > before || (await story.isTold());
    });
    await bench.atRest();
    if (!(await story.isBegun())) continue;
    await until('what has begun to be told', () => story.isTold());
    await bench.atRest();
    return asked;
  }
  throw new Error(`nothing came of it, although it was asked for ${PATIENCE} times`);
}

/** All that a person was told in private, direct messages among it: a dialog has no channel to answer in. */
async function said(who: Person): Promise<number> {
  const { ephemerals, notices, messages } = await who.look();
  const direct = Object.entries(messages).filter(([channel]) => channel.startsWith('D'));
  return ephemerals.length + notices.length + direct.flatMap(([, told]) => told).length;
}
