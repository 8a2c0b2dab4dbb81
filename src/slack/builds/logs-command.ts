import type { Verb } from '../command-router';
import type { LogDeps } from './log-actions';
import { logAnswer } from './log-answer';

/** `logs`: why a build failed, without leaving Slack. */
export function logsCommand({ findBuild, readLog }: LogDeps): Verb {
  return {
    name: 'logs',
    usage: '<pipeline|build>',
    does: 'the last lines of the build that failed last, and the way to the whole log',
    role: 'viewer',
    on: 'pipeline',
    options: {},
    examples: ['logs penguins', 'logs penguins-build', 'logs penguins-build:3f2a91c0'],
    run: async ({ respond, caller, args }) => {
      const { 'pipeline or build': typed } = args.words({ required: ['pipeline or build'] });
      await respond(logAnswer(await readLog(await findBuild(caller, { typed }))));
    },
  };
}
