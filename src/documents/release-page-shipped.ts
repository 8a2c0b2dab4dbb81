import type { ReleaseReport } from '../domain/audit/release-report';
import { textsByName } from '../domain/audit/stored-value';
import type { ExecutionTrigger } from '../domain/executions/execution';
import { releaseName } from '../domain/releases/release';
import { type Html, html } from './html';
import {
  code,
  codeOrAbsent,
  facts,
  link,
  moment,
  NOT_ON_RECORD,
  NOT_REPORTED,
  orAbsent,
  person,
  section,
  table,
} from './page-parts';

/** What was released: the model with all that identifies it, and the commit that it was made of. */
export function shippedSection({ release, execution, previous, acts }: ReleaseReport): Html {
  const { model, revision } = release;
  return section(
    'shipped',
    'What was shipped',
    facts([
      ['Model version', codeOrAbsent(model.version)],
      ['Model digest', codeOrAbsent(model.digest)],
      ['Model package', codeOrAbsent(model.packageArn)],
      ['Image', codeOrAbsent(model.imageUri)],
      ['Evaluation', model.evaluationUrl ? link(model.evaluationUrl, html`${model.evaluationUrl}`) : NOT_REPORTED],
      ['Commit', revision ? link(revision.url, code(revision.commitId)) : NOT_ON_RECORD],
      ['Commit message', orAbsent(revision?.message, NOT_ON_RECORD)],
      ['Author of the commit', authorOf(revision)],
      ['Repository', codeOrAbsent(execution?.repository, NOT_ON_RECORD)],
      ['Data', dataOf(acts)],
      ['Pipeline', html`${code(release.pipeline)}, structure version ${release.pipelineVersion ?? 'not on record'}`],
      ['Execution', code(release.executionId)],
      ['Started', moment(release.startedAt)],
      ['Released', html`${moment(release.releasedAt)}, when stage ${code(release.stage)} had succeeded`],
      [
        'Release before it',
        previous ? html`${code(releaseName(previous))}, ${moment(previous.releasedAt)}` : NOT_ON_RECORD,
      ],
    ]),
  );
}

function authorOf(revision: ReleaseReport['release']['revision']): Html {
  if (!revision?.authorName) return NOT_ON_RECORD;
  return revision.authorEmail
    ? html`${revision.authorName} &lt;${revision.authorEmail}&gt;`
    : html`${revision.authorName}`;
}

/** Builds report no data revision of their own: what whoever asked for it has given by name is all there is. */
function dataOf(acts: ReleaseReport['acts']): Html {
  const given = acts.flatMap(({ request }) => Object.entries(textsByName(request, 'variables')));
  const named = given.filter(([name]) => /data/i.test(name));
  return named.length > 0 ? html`${named.map(([name, value]) => `${name}=${value}`).join(', ')}` : NOT_REPORTED;
}

/** Who wanted it, and with which words. */
export function askedSection({ execution, acts }: ReleaseReport): Html {
  const deploy = acts.find(({ action, end }) => action === 'pipeline.deploy' && end === 'done');
  const given = Object.entries(textsByName(deploy?.request, 'variables'));
  const by = deploy?.by ?? execution?.requestedBy;
  return section(
    'asked',
    'Who asked for it',
    facts([
      ['Asked by', by ? person(by) : html`nobody in Slack`],
      ['Started by', triggerOf(execution?.trigger)],
      ['When', moment(deploy?.at ?? execution?.startedAt)],
      ['Reason', orAbsent(deploy?.reason ?? execution?.reason, html`<span class="absent">none was given</span>`)],
      ...(given.length > 0
        ? [['Variables', code(given.map(([name, value]) => `${name}=${value}`).join(' '))] as const]
        : []),
    ]),
  );
}

const triggerOf = (trigger: ExecutionTrigger | undefined): Html =>
  trigger ? html`${trigger.type}${trigger.detail ? html`: ${code(trigger.detail)}` : html``}` : NOT_ON_RECORD;

/** What has changed since the release that production served, as it was when this one was decided on. */
export function changesSection({ decidedOn }: ReleaseReport): Html {
  const { changes, production } = decidedOn?.evidence ?? {};
  if (!changes) {
    return section('changes', 'What changed since production', html`<p class="absent">Not on record.</p>`);
  }
  const since = changes.since ?? production?.commitId;
  const more = changes.isCapped ? ' There may be more: not all of them could be read.' : '';
  return section(
    'changes',
    'What changed since production',
    html`<p>${changes.commits.length === 1 ? '1 commit' : `${changes.commits.length} commits`} of ${code(changes.repository)}${since ? html` since ${code(since)}` : html``}.${more}</p>`,
    table(
      'Commits, newest first',
      [{ title: 'Commit', isHead: true }, { title: 'Subject' }, { title: 'Author' }, { title: 'Committer' }],
      changes.commits.map((commit) => [
        code(commit.commitId.slice(0, 12)),
        html`${commit.subject}`,
        html`${commit.authorName} &lt;${commit.authorEmail}&gt;`,
        html`${commit.committerName} &lt;${commit.committerEmail}&gt;`,
      ]),
      'No commits.',
    ),
    changes.files
      ? table(
          `Files that differ: ${changes.files.count}${changes.files.isCapped ? ' or more' : ''}${changes.files.shown.length < changes.files.count ? `; the first ${changes.files.shown.length}` : ''}`,
          [{ title: 'Path', isHead: true }, { title: 'Change' }],
          changes.files.shown.map(({ path, change }) => [code(path), html`${change}`]),
          'No files differ.',
        )
      : html``,
  );
}
