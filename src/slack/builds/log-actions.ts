import type { FindBuild, NamedBuild } from '../../domain/builds/find-build';
import type { ReadLog } from '../../domain/builds/read-log';
import { BadRequest } from '../../domain/errors';
import { code, md } from '../blocks';
import { readExecutionKey, readFoundBuildKey } from '../ids';
import type { ButtonClick } from '../interactions';
import { sendFile } from '../send-file';
import { logAnswer } from './log-answer';

export interface LogDeps {
  findBuild: FindBuild;
  readLog: ReadLog;
}

/** Logs, on the card of a build. */
export const onBuildLog = (deps: LogDeps) => onLog(deps, (value) => ({ buildId: value ?? '' }));

/** Logs, on the card of an execution that failed. */
export const onExecutionLog = (deps: LogDeps) => onLog(deps, readExecutionKey);

function onLog({ findBuild, readLog }: LogDeps, namedBy: (value: string | undefined) => NamedBuild) {
  return async ({ ack, action, respond, caller }: ButtonClick): Promise<void> => {
    await ack();
    const log = await readLog(await findBuild(caller, namedBy(action.value)));
    await respond({ ...logAnswer(log), response_type: 'ephemeral', replace_original: false });
  };
}

/** The whole log, as a file: not into the thread of a card, which is read by people who may not see this project. */
export function onWholeLog({ findBuild, readLog }: LogDeps) {
  return async ({ ack, action, respond, client, caller }: ButtonClick): Promise<void> => {
    await ack();
    const build = await findBuild(caller, readFoundBuildKey(action.value));
    const { lines, isCut } = await readLog(build);
    if (lines.join('') === '') throw new BadRequest('This build has no log any more.');
    const [project, uuid = ''] = build.buildId.split(':');
    const older = isCut ? md` Older lines were left out: it is longer than can be sent.` : md``;
    await sendFile(client, caller.slackId, {
      text: `The log of a build of ${build.project}.`,
      about: [md`The log of build ${code(uuid.slice(0, 8))} of *${build.project}*, secrets blanked out.${older}`],
      filename: `${project}-${uuid.slice(0, 8)}.log`,
      content: `${lines.join('\n')}\n`,
    });
    await respond({
      response_type: 'ephemeral',
      replace_original: false,
      text: 'The whole log is in your messages with this app.',
    });
  };
}
