import type { StartBuild } from '../../domain/builds/start-build';
import type { Policies } from '../../domain/policies/policy';
import { channelLink, code, md, section } from '../blocks';
import type { Verb } from '../command-router';
import { readSource, SOURCE_OPTIONS } from '../source-options';

/** `build`: starts a build outside the pipelines; its card is the answer, this reply only says where to look. */
export function buildCommand({ policies, startBuild }: { policies: Policies; startBuild: StartBuild }): Verb {
  return {
    name: 'build',
    usage: '<project> [--branch B | --commit SHA] [--var K=V …]',
    does: 'start a build that ships nothing, and follow it with its phases and tests',
    role: 'operator',
    on: 'project',
    options: SOURCE_OPTIONS,
    examples: ['build penguins-build', 'build penguins-build --branch regression'],
    run: async ({ respond, caller, args }) => {
      const policy = policies.project(args.words({ required: ['project'] }).project);
      const { buildId, sourceVersion } = await startBuild({ policy, caller, ...readSource(args) });
      const of = sourceVersion ? md` of ${code(shortVersion(sourceVersion))}` : md``;
      const uuid = code(buildId.split(':')[1]?.slice(0, 8) ?? '');
      await respond({
        text: `Started a build of ${policy.name}.`,
        blocks: [
          section(md`Started build ${uuid} of *${policy.name}*${of}. Its card is in ${channelLink(policy.channel)}.`),
        ],
      });
    },
  };
}

/** A commit as people know it, else the name of a branch or tag. */
export const shortVersion = (version: string): string =>
  /^[0-9a-f]{40}$/.test(version) ? version.slice(0, 7) : version.slice(0, 60);
