import type { KnownBlock } from '@slack/web-api';
import type { BuildLog } from '../../domain/builds/read-log';
import { actions, button, context, link, md, moment, preformatted, section } from '../blocks';
import { ACTION, foundBuildKey } from '../ids';
import { headline, phaseFailure } from './build-card';

/** What is told of a log, to one person: where it failed, and the lines that matter. */
export function logAnswer(log: BuildLog): { text: string; blocks: KnownBlock[] } {
  const { build, failed, excerpt, lines } = log;
  const isMore = lines.filter((line) => line !== '').length > excerpt.length;
  return {
    text: `Log of a build of ${build.project}.`,
    blocks: [
      section(headline(build)),
      ...(failed ? [section(phaseFailure(failed))] : []),
      excerpt.length > 0 ? preformatted(excerpt) : section(md`It has no log yet.`),
      ...(isMore
        ? [
            actions(
              'build_log',
              button({ actionId: ACTION.wholeLog, text: 'Whole log as a file', value: foundBuildKey(build) }),
            ),
          ]
        : []),
      context(
        md`Started ${moment(build.startedAt)}`,
        ...(excerpt.length > 0 ? [md`Secrets are blanked out`] : []),
        ...(build.log?.url ? [link(build.log.url, 'Open the log')] : []),
      ),
    ],
  };
}
