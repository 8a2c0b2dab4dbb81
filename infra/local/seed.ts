import { join } from 'node:path';
import { JsonFile } from './json-file';
import { SeedApprover } from './seed-approver';
import { SeedExecutions } from './seed-executions';
import { SeedSource } from './seed-source';
import type { RunningStack } from './stack';

/** Commits of main that are taken to production, so that there is a release and an earlier one to return to. */
const RELEASED = 2;

export interface SeedOptions {
  stack: RunningStack;
  /** Whether a bot is there to post cards; without one nobody can approve. */
  bot: boolean;
  report: (line: string) => void;
  /** Aborted when the stack stops; the next start continues. */
  signal: AbortSignal;
}

/**
 * On the first start: really takes the first commits of the sample project through the pipeline, each approved by Ada on
 * the bot's own card, then pushes the one that waits for a newcomer's answer, and the branches on top of it. What is
 * done already is read from the repository and from CodePipeline, so an interrupted seeding continues where it was.
 * @throws Error when an execution does not end as it should, or the signal's reason
 */
export async function seed({ stack, bot, report, signal }: SeedOptions): Promise<void> {
  const mark = new JsonFile(join(stack.state, 'seed.json'), () => ({ done: false }));
  if (mark.read().done) return;

  const source = await SeedSource.prepare(stack);
  const executions = new SeedExecutions(stack, signal);
  const approver = new SeedApprover(stack);
  const { main, branches } = source.history;
  try {
    if (await isUnderway()) {
      if (!bot) {
        await reach(main[0] ?? '');
        report('The first commit is pushed; to approve it takes the bot. The next start with it goes on.');
        return;
      }
      for (const commit of main.slice(0, RELEASED)) await release(commit);
      await offer(main.at(-1) ?? '');
    }
  } finally {
    executions.close();
    await source.remove();
  }
  mark.write({ done: true });

  /** False once somebody has pushed commits of their own: the repository is theirs then. */
  async function isUnderway(): Promise<boolean> {
    const tip = await source.tip();
    return tip === undefined || main.includes(tip);
  }

  async function release(commit: string): Promise<void> {
    if (await executions.isReleased(commit)) return;
    const name = commit.slice(0, 7);
    report(`Releasing ${name}: train, test, approve, deploy…`);
    await reach(commit);
    let ended = false;
    approver.approve(commit).catch((error) => {
      if (!ended && !signal.aborted) report(`Ada could not approve ${name}: ${String(error)}`);
    });
    const end = await executions.endOf(commit);
    ended = true;
    if (end !== 'Succeeded') throw new Error(`the execution of ${name} ended as ${end}`);
  }

  /** The commit a newcomer answers for, and what they can deploy after it. */
  async function offer(commit: string): Promise<void> {
    report(`Offering ${commit.slice(0, 7)} for approval…`);
    await reach(commit);
    for (const { name, commitId } of branches) await source.push(commitId, name);
    await approver.cardOf(commit);
  }

  /** Sees to it that an execution of the commit is on its way: by the push, or anew where an earlier one was cut off. */
  async function reach(commit: string): Promise<void> {
    const tip = await source.tip();
    if (tip === undefined || main.indexOf(tip) < main.indexOf(commit)) await source.push(commit);
    else if (!(await executions.isAnyInProgress()) && !(await executions.isReleased(commit))) await executions.start();
  }
}
