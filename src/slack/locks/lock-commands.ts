import { BadRequest } from '../../domain/errors';
import type { Policies } from '../../domain/policies/policy';
import type { LockPipeline } from '../../domain/releases/lock-pipeline';
import type { UnlockPipeline } from '../../domain/releases/unlock-pipeline';
import { channelLink, md, section } from '../blocks';
import type { Verb } from '../command-router';
import { readDuration } from '../typed-duration';

/** Milliseconds. A lock that is to last longer is one that nobody has thought about: it can do without an end. */
const LONGEST_MS = 90 * 86_400_000;

/** `lock`: nothing is deployed or approved from now on; the lock card says so to everybody. */
export function lockCommand({ policies, lockPipeline }: { policies: Policies; lockPipeline: LockPipeline }): Verb {
  return {
    name: 'lock',
    usage: '<pipeline> [--for 4h] <reason>',
    does: 'let nothing be deployed or approved, until unlock or for a time',
    role: 'admin',
    on: 'pipeline',
    options: { for: { type: 'string', value: '4h', does: 'unlocks by itself after minutes (m), hours (h), days (d)' } },
    examples: ['lock penguins the labels of Gentoo are wrong', 'lock penguins --for 4h data centre maintenance'],
    run: async ({ respond, caller, args }) => {
      const { pipeline, reason } = args.wordAndReason('pipeline');
      const policy = policies.pipeline(pipeline);
      const time = args.text('for');
      const forMs = time === undefined ? undefined : readDuration(time);
      if (forMs !== undefined && (forMs < 60_000 || forMs > LONGEST_MS)) {
        throw new BadRequest('A lock lasts between a minute and 90 days; without --for it has no end.');
      }
      await lockPipeline({ policy, caller, reason, forMs });
      const said = md`Locked *${policy.name}*. Its card is in ${channelLink(policy.channel)}.`;
      await respond({ text: said.text, blocks: [section(said)] });
    },
  };
}

/** `unlock`: takes the lock off, whoever put it on. */
export function unlockCommand({
  policies,
  unlockPipeline,
}: {
  policies: Policies;
  unlockPipeline: UnlockPipeline;
}): Verb {
  return {
    name: 'unlock',
    usage: '<pipeline> [reason]',
    does: 'take a lock off',
    role: 'admin',
    on: 'pipeline',
    options: {},
    examples: ['unlock penguins'],
    run: async ({ respond, caller, args }) => {
      const { pipeline, reason } = args.wordAndReason('pipeline');
      const policy = policies.pipeline(pipeline);
      await unlockPipeline({ policy, caller, reason });
      const said = md`Unlocked *${policy.name}*.`;
      await respond({ text: said.text, blocks: [section(said)] });
    },
  };
}
