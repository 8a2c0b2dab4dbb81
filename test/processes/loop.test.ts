import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { CodePipelineClient, ListPipelineExecutionsCommand } from '@aws-sdk/client-codepipeline';
import { CREDENTIALS, REGION } from '../../infra/local/identity';
import { firstBrokenLink } from '../../src/domain/audit/audit-chain';
import { auditRecords } from '../support/audit-records';
import { type LocalStack, startLocalStack } from '../support/local-stack';
import { pushChange } from '../support/push-change';
import {
  BUILD_LIMIT_MS,
  hasButton,
  metricsOn,
  openCard,
  predict,
  privateAnswer,
  RELEASES,
  servedModel,
  speaksOf,
  untilMessage,
  wordsOf,
} from '../support/releases-channel';

const ADELIE = { bill_length_mm: 39.1, bill_depth_mm: 18.7, flipper_length_mm: 181, body_mass_g: 3750 };

jest.setTimeout(5 * BUILD_LIMIT_MS);

describe('the loop on one machine, over real sockets', () => {
  let stack: LocalStack;

  beforeAll(async () => {
    stack = await startLocalStack();
  });

  afterAll(() => stack.remove());

  describe('as a newcomer finds it', () => {
    it('has released two commits, and offers the third for approval', async () => {
      const codepipeline = new CodePipelineClient({
        endpoint: `${stack.url}/aws`,
        region: REGION,
        credentials: CREDENTIALS,
      });
      const [first = '', second = '', third = '', ...more] = clonedCommits(stack);

      const { pipelineExecutionSummaries: executions = [] } = await codepipeline.send(
        new ListPipelineExecutionsCommand({ pipelineName: 'penguins' }),
      );
      const model = await servedModel(stack);

      expect(more).toEqual([]);
      const statuses = (commit: string) =>
        executions
          .filter(({ sourceRevisions }) => sourceRevisions?.[0]?.revisionId === commit)
          .map(({ status }) => status);
      expect(statuses(first)).toEqual(['Succeeded']);
      expect(statuses(second)).toContain('Succeeded');
      expect(statuses(third)).toEqual(['InProgress']);
      expect(model.version).toBe(`penguins-${second.slice(0, 7)}`);
      const cards = (await stack.person('U0BEN').messages(RELEASES)).filter((message) => hasButton(message, 'approve'));
      expect(cards.map(wordsOf)).toEqual([expect.stringContaining(`penguins-${third.slice(0, 7)}`)]);
    });

    it('has pushed the branches that a newcomer may deploy', () => {
      const heads = git('ls-remote', '--heads', `${stack.url}/git/penguins.git`).match(/refs\/heads\/\S+/g);

      expect(heads).toEqual(['refs/heads/failing', 'refs/heads/main', 'refs/heads/regression']);
    });

    it('starts the bot again when it dies, and stays up itself', async () => {
      const pidOf = (line: string) => Number(/process (\d+)/.exec(line)?.[1]);
      const before = pidOf(await stack.says(/^Bot: process/));

      process.kill(before, 'SIGKILL');
      await stack.says(/^The bot ended \(SIGKILL\)/);
      const after = pidOf(await stack.says(new RegExp(`^Bot: process (?!${before}\\b)`)));

      expect(process.kill(after, 0)).toBe(true);
      await stack.person('U0BEN').until(({ bot }) => bot.connected, { what: 'the new bot', timeoutMs: BUILD_LIMIT_MS });
    });
  });

  it('takes a commit to production by a click, rejects a worse one, and takes the model back', async () => {
    const [ada, emma, omar] = [stack.person('U0ADA'), stack.person('U0EMMA'), stack.person('U0OMAR')];
    const before = await servedModel(stack);
    const card = await openCard(ada);
    expect(metricsOn(card)[0]?.[2]).toBe(`Production ${before.version.replace(/^penguins-/, '')}`);

    await ada.press(card, 'approve');
    const decided = await untilMessage(
      ada,
      'the decided card',
      (message) => message.ts === card.ts && /approved/.test(message.text),
    );
    await untilMessage(
      ada,
      'the release',
      (message) =>
        /succeeded/.test(message.text) && speaksOf(message, 'now serves') && wordsOf(message).includes(versionOn(card)),
    );

    expect(wordsOf(decided)).toContain('Approved by <@U0ADA>');
    expect(hasButton(decided, 'approve')).toBe(false);
    const released = await servedModel(stack);
    expect(released.version).not.toBe(before.version);
    expect(await predict(stack, [ADELIE])).toMatchObject({ predictions: [{ species: 'Adelie' }] });

    await ada.press(card, 'approve'); // the card as it was: a stale click
    expect(await privateAnswer(ada, /already approved/)).toContain('Nothing was changed');

    await emma.say(RELEASES, '/mlpipeline deploy penguins --branch regression');
    await privateAnswer(emma, /Started execution/);
    const worse = await openCard(ada, 'Drop the length of the bill');
    expect(metricsOn(worse).find(([name]) => name === 'accuracy')?.[3]).toMatch(/^−0\./);
    expect(wordsOf(worse)).toContain('Asked for by <@U0EMMA>');
    await ada.press(worse, 'reject');
    await ada.until(({ dialogs }) => dialogs.length > 0, { what: 'the reject dialog' });
    await ada.submit({ reason: 'worse on <!channel> & everything' });
    const rejected = await untilMessage(
      ada,
      'the rejected card',
      (message) => message.ts === worse.ts && /rejected/.test(message.text),
    );
    expect(wordsOf(rejected)).toContain('&lt;!channel&gt; &amp; everything');
    await untilMessage(
      ada,
      'the failed execution',
      (message) => /failed/.test(message.text) && speaksOf(message, 'Drop the length'),
    );
    expect(await servedModel(stack)).toMatchObject({ digest: released.digest });

    await omar.say(RELEASES, `/mlpipeline rollback penguins ${before.version}`);
    await omar.until(({ dialogs }) => dialogs.at(-1)?.view.submit ?? undefined, { what: 'the filled rollback dialog' });
    const dialog = await omar.dialog();
    expect(JSON.stringify(dialog?.view.blocks)).toContain(released.version);
    await omar.submit({ reason: 'drift on the southern islands' });
    await untilMessage(omar, 'the rollback to its end', (message) =>
      /^Rollback of penguins .* succeeded/.test(message.text),
    );

    expect(await servedModel(stack)).toMatchObject({ version: before.version, digest: before.digest });
    await omar.say(RELEASES, '/mlpipeline status penguins');
    expect(await privateAnswer(omar, /\*Production\*/)).toContain(before.version);

    const records = await auditRecords(stack.environment, 'pipeline:penguins');
    expect(firstBrokenLink(records)).toBeUndefined();
    expect(records.slice(-8).map(({ action, phase, actor }) => `${actor.name} ${action} ${phase}`)).toEqual([
      'Ada approval.approved intended',
      'Ada approval.approved done',
      'Emma pipeline.deploy intended',
      'Emma pipeline.deploy done',
      'Ada approval.rejected intended',
      'Ada approval.rejected done',
      'Omar pipeline.rollback intended',
      'Omar pipeline.rollback done',
    ]);
  });

  it('makes a card with moved metrics out of a push to the local repository', async () => {
    const ada = stack.person('U0ADA');
    await pushChange(stack, {
      branch: 'main',
      file: 'features.py',
      edit: (text) => text.replace(/^FEATURES = .*$/m, 'FEATURES = ["bill_depth_mm", "body_mass_g"]'),
      message: 'Try bill depth and mass <@U0ADA>',
    });
    const card = await openCard(ada, 'Try bill depth and mass');

    expect(wordsOf(card)).toContain('Nell Newcomer');
    expect(wordsOf(card)).toContain('&lt;@U0ADA&gt;');
    expect(metricsOn(card).find(([name]) => name === 'accuracy')?.[3]).toMatch(/^[+−]0\./);
  });
});

function versionOn(card: { text: string }): string {
  return card.text.match(/penguins-[0-9a-f]{7}/)?.[0] ?? '';
}

const git = (...command: string[]) => execFileSync('git', command, { encoding: 'utf8' });

/** Commits of main as somebody who clones sees them, oldest first. */
function clonedCommits(stack: LocalStack): string[] {
  const clone = join(stack.state, 'clone');
  git('clone', '--quiet', `${stack.url}/git/penguins.git`, clone);
  return git('-C', clone, 'log', '--reverse', '--format=%H').trim().split('\n');
}
