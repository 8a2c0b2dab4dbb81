import type { KnownBlock } from '@slack/web-api';
import { type Build, type BuildPhase, type BuildStatus, failedPhase, isBuildEnded } from '../../domain/builds/build';
import { redact } from '../../domain/builds/redact';
import type { ProjectPolicy } from '../../domain/policies/policy';
import type { TestResults } from '../../domain/ports/builds';
import {
  actions,
  button,
  code,
  context,
  cut,
  firstLine,
  join,
  link,
  type Mrkdwn,
  md,
  mention,
  moment,
  section,
} from '../blocks';
import type { CardMessage } from '../cards/card-message';
import { duration, testCounts } from '../figures';
import { ACTION } from '../ids';
import { shortVersion } from './build-command';

interface BuildCardInput {
  build: Build;
  policy: ProjectPolicy;
  /** Known once the build has ended, where it reports any. */
  tests: TestResults | undefined;
}

const STATUS: Record<BuildStatus, { mark: string; words: string }> = {
  InProgress: { mark: ':hourglass_flowing_sand:', words: 'in progress' },
  Succeeded: { mark: ':white_check_mark:', words: 'succeeded' },
  Failed: { mark: ':x:', words: 'failed' },
  Fault: { mark: ':x:', words: 'ended by a fault of CodeBuild' },
  TimedOut: { mark: ':alarm_clock:', words: 'timed out' },
  Stopped: { mark: ':octagonal_sign:', words: 'stopped' },
};

/** The phases that a person thinks in; SUBMITTED and COMPLETED say nothing. */
const PHASES: Readonly<Record<string, string>> = {
  QUEUED: 'Queue',
  PROVISIONING: 'Machine',
  DOWNLOAD_SOURCE: 'Source',
  INSTALL: 'Install',
  PRE_BUILD: 'Pre-build',
  BUILD: 'Build',
  POST_BUILD: 'Post-build',
  UPLOAD_ARTIFACTS: 'Artifacts',
  FINALIZING: 'Finish',
};

/** One message per build, updated in place from its start to its end. */
export function buildCard({ build, policy, tests }: BuildCardInput): CardMessage {
  return {
    channel: policy.channel,
    text: `Build of ${build.project} ${STATUS[build.status].words}.`,
    blocks: [
      section(join([headline(build), sourceOf(build), askedBy(build)], '\n')),
      ...progress(build),
      ...failure(build),
      ...testsOf(tests),
      ...logsButton(build),
      context(...footnotes(build)),
    ],
  };
}

/** A phase by the name that people read. */
export const phaseName = ({ name }: Pick<BuildPhase, 'name'>): string => PHASES[name] ?? name;

/** The phase that a build is in, where a person would know it by name. */
export function phaseInProgress({ status, phases }: Build): string | undefined {
  const last = phases.filter(({ name }) => PHASES[name]).at(-1);
  return last && !isBuildEnded(status) ? phaseName(last) : undefined;
}

/** What a build came to, and where. */
export function headline(build: Pick<Build, 'project' | 'number' | 'status' | 'phases'>): Mrkdwn {
  const { mark, words } = STATUS[build.status];
  const number = build.number ? md` build ${build.number}` : md``;
  const failed = isBuildEnded(build.status) ? failedPhase(build) : undefined;
  const where = failed ? md` in ${phaseName(failed)}` : md``;
  return md`:hammer_and_wrench: *${build.project}*${number} ${mark} ${words}${where}`;
}

function sourceOf({ revision, branch, sourceVersion, commitId }: Build): Mrkdwn {
  const of = branch ? md` of branch ${code(cut(branch, 80))}` : md``;
  const version = commitId ?? sourceVersion;
  if (!version) return md`The newest commit of its source`;
  const author = revision?.authorName ? md` by ${cut(revision.authorName, 80)}` : md``;
  return md`${code(shortVersion(version))} ${firstLine(revision?.message ?? '')}${author}${of}`;
}

/** Variables by name alone: a card is for everyone in the channel, their values may not be. */
function askedBy({ requestedBy, requestId, initiator, variables }: Build): Mrkdwn {
  const names = variables.length > 0 ? md` with ${join(variables.map(code), ', ')}` : md``;
  if (requestedBy) return md`Asked for by ${mention(requestedBy.id)}${names}`;
  if (requestId) return md`Asked for in Slack`;
  // The last part of an ARN's path: the person or session, not the account and role that it goes through.
  const who = initiator?.split('/').at(-1);
  return who ? md`Started outside Slack by ${code(cut(who, 80))}` : md`Started outside Slack`;
}

function progress({ phases }: Build): KnownBlock[] {
  const shown = phases.filter(({ name }) => PHASES[name]);
  return shown.length > 0 ? [section(join(shown.map(phaseMark), '  →  '))] : [];
}

function phaseMark(phase: BuildPhase): Mrkdwn {
  const { mark } = STATUS[phase.status ?? 'InProgress'];
  const took = phase.durationMs ? ` ${duration(phase.durationMs)}` : '';
  return md`${mark} ${phaseName(phase)}${took}`;
}

function failure(build: Build): KnownBlock[] {
  const failed = failedPhase(build);
  return failed?.context ? [section(phaseFailure(failed))] : [];
}

/** Why a phase failed. CodeBuild quotes the command, and whoever wrote it may have put a secret there. */
export const phaseFailure = (failed: BuildPhase): Mrkdwn =>
  md`*${phaseName(failed)}* failed: ${firstLine(redact(failed.context ?? 'CodeBuild does not say why.'), 300)}`;

const testsOf = (tests: TestResults | undefined): KnownBlock[] =>
  tests ? [section(join(testLines(tests), '\n'))] : [];

/** How many tests passed and failed, and the names of failing ones. */
export function testLines(tests: TestResults): Mrkdwn[] {
  const mark = tests.failed > 0 ? ':x:' : ':white_check_mark:';
  const names = tests.failing.map((name) => md`•  ${code(cut(redact(name), 120))}`);
  const more = tests.failed - tests.failing.length;
  return [
    md`${mark} Tests: ${testCounts(tests)}`,
    ...names,
    ...(more > 0 && names.length > 0 ? [md`… and ${more} more`] : []),
  ];
}

function logsButton({ log, buildId, project }: Build): KnownBlock[] {
  if (!log) return [];
  const label = `Logs of the build of ${project}`;
  return [actions('build_card', button({ actionId: ACTION.buildLog, text: 'Logs', value: buildId, label }))];
}

function footnotes({ buildId, startedAt, endedAt, log }: Build): Mrkdwn[] {
  return [
    md`Build ${code(buildId.split(':')[1]?.slice(0, 8) ?? buildId)}, ships nothing`,
    md`Started ${moment(startedAt)}`,
    ...(endedAt ? [md`Took ${duration(endedAt.getTime() - startedAt.getTime())}`] : []),
    ...(log?.url ? [link(log.url, 'Open the log')] : []),
  ];
}
