import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildBot } from '../../infra/local/bot-process';
import { auditRecords } from '../support/audit-records';
import { ended, type LocalStack, startBot, startLocalStack } from '../support/local-stack';
import { BUILD_LIMIT_MS, hasButton, openCard, RELEASES, untilMessage, wordsOf } from '../support/releases-channel';

jest.setTimeout(5 * BUILD_LIMIT_MS);

/** The seeded commits: one that is better than production waits, and the branch `regression` is worse. */
describe('a policy that answers by itself', () => {
  let stack: LocalStack;
  let bot: ReturnType<typeof startBot>;

  beforeAll(async () => {
    [stack] = await Promise.all([startLocalStack('--no-bot'), buildBot()]);
  });
  afterAll(async () => {
    if (bot) await ended(bot.process);
    await stack.remove();
  });

  /** The bot with another configuration, as after a deployment. */
  async function configured(approvals: string): Promise<void> {
    if (bot) await ended(bot.process);
    const file = join(stack.state, 'mlpipeline.yaml');
    writeFileSync(file, configuration(approvals));
    bot = startBot({ ...stack.environment, MLPIPELINE_CONFIG: file });
    await bot.up;
  }

  it('says in shadow what it would have done, then approves the good commit and rejects the regressed one', async () => {
    const ada = stack.person('U0ADA');
    await configured('shadow: true');
    const card = await openCard(ada);
    const shadowed = await untilMessage(ada, 'what the policy would have done', (message) =>
      wordsOf(message).includes('would have approved this by itself'),
    );
    expect(shadowed.ts).toBe(card.ts);
    expect(hasButton(shadowed, 'approve')).toBe(true);

    await configured('shadow: false');
    const approved = await untilMessage(ada, 'the approval', ({ ts, text }) => ts === card.ts && /approved/.test(text));
    await untilMessage(
      ada,
      'the release',
      (message) => /now serves/.test(wordsOf(message)) && /bill/.test(wordsOf(message)),
    );
    await stack.person('U0EMMA').say(RELEASES, '/mlpipeline deploy penguins --branch regression');
    const rejected = await untilMessage(ada, 'the rejection', (message) => /was rejected/.test(message.text));

    expect(wordsOf(approved)).toContain('mlpipeline.yaml');
    expect(hasButton(approved, 'approve')).toBe(false);
    expect(wordsOf(rejected)).toMatch(/accuracy 0\.\d+ is worse than production’s 0\.\d+/);
    const decisions = (await auditRecords(stack.environment, 'pipeline:penguins')).filter(
      ({ actor }) => actor.id === 'policy',
    );
    expect(decisions.map(({ action, phase }) => `${action} ${phase}`)).toEqual([
      'approval.approved intended',
      'approval.approved done',
      'approval.rejected intended',
      'approval.rejected done',
    ]);
    expect(JSON.stringify(decisions[0]?.evidence)).toMatch(/accuracy 0\.\d+ is above the gate 0\.7/);
    expect(JSON.stringify(decisions[2]?.evidence)).toMatch(/accuracy 0\.\d+ is worse than production’s 0\.\d+/);
  });
});

const configuration = (approvals: string): string => `
channel: ${RELEASES}
roles: { viewer: everyone, operator: [U0EMMA], approver: [U0ADA], admin: [] }
pipelines:
  penguins:
    approvals:
      ${approvals}
      auto: [approve, reject]
      unknownPeople: warn
      gates:
        accuracy: { min: 0.7, worstChange: -0.05 }
timing: { updateEverySeconds: 0, tasks: 1, updatesPerMinute: 100000, postsPerMinute: 100000 }
`;
