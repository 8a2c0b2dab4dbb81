import type { AuditRecord } from '../../domain/audit/audit-chain';
import { chainOf } from '../../domain/audit/chains';
import { BadRequest } from '../../domain/errors';
import type { Authorize } from '../../domain/policies/authorize';
import { hasRole } from '../../domain/policies/evaluate-policy';
import type { Policies, Scope } from '../../domain/policies/policy';
import type { AuditLog } from '../../domain/ports/audit-log';
import type { Directory } from '../../domain/ports/directory';
import {
  channelLink,
  code,
  context,
  cut,
  firstLine,
  header,
  join,
  type Mrkdwn,
  md,
  mention,
  moment,
  sections,
} from '../blocks';
import type { Arguments } from '../command-arguments';
import type { Verb } from '../command-router';
import { PAGE_OPTION, pageAsked, pageButtons, pageOf } from '../pages';
import { readDuration } from '../typed-duration';

export interface AuditCommandDeps {
  policies: Policies;
  authorize: Authorize;
  directory: Directory;
  audit: AuditLog;
  now: () => Date;
}

/** Lines on a page. */
const PAGE = 12;
/** Records read of one chain where one is named, and of each where none is. */
const DEPTH = { ofOne: 300, ofEach: 50 };

/** `audit`: who did what, newest first. One line per request: its outcome, or its intent where it has none yet. */
export function auditCommand(deps: AuditCommandDeps): Verb {
  return {
    name: 'audit',
    usage: '[<pipeline>] [--by @user] [--since 7d] [--page N]',
    does: 'who did what, when and why',
    role: 'viewer',
    on: 'pipeline',
    options: {
      by: { type: 'string', value: '@user', does: 'only what this person did' },
      since: { type: 'string', value: '7d', does: 'only the last hours (h), days (d) or weeks (w)' },
      ...PAGE_OPTION,
    },
    examples: ['audit penguins', 'audit --by @ada --since 7d'],
    run: async ({ respond, caller, args }) => {
      const { pipeline } = args.words({ optional: ['pipeline'] });
      const { by, since } = { by: personAsked(args), since: args.text('since') };
      const earliest = since === undefined ? undefined : new Date(deps.now().getTime() - readDuration(since));
      const asked = pageAsked(args);
      const scopes =
        pipeline === undefined ? await visibleTo(deps, caller.slackId) : [deps.policies.pipeline(pipeline)];
      for (const scope of pipeline === undefined ? [] : scopes) {
        await deps.authorize({ caller, role: 'viewer', scope, verb: 'audit' });
      }
      const depth = pipeline === undefined ? DEPTH.ofEach : DEPTH.ofOne;
      const chains = await Promise.all(scopes.map((scope) => deps.audit.latest(chainOf(scope), depth)));
      const requests = chains
        .flatMap(newestPhases)
        .filter(({ actor }) => by === undefined || actor.id === by)
        .filter(({ at }) => earliest === undefined || new Date(at) >= earliest)
        .sort((one, next) => next.at.localeCompare(one.at));
      const page = pageOf(requests, asked, PAGE);
      const what = pipeline === undefined ? 'everything that you may see' : (scopes[0]?.name ?? '');
      await respond({
        text: `Audit of ${what}`,
        blocks: [
          header(`Audit of ${what}`),
          ...sections(page.items.length > 0 ? page.items.map(line) : [md`Nothing is on record.`]),
          ...(chains.some((records) => records.length === depth)
            ? [
                context(
                  md`Looked through the newest ${depth} records${pipeline === undefined ? ' of each pipeline' : ''}.`,
                ),
              ]
            : []),
          ...pageButtons(page, commandOf(scopes, pipeline, by, since)),
        ],
      });
    },
  };
}

async function visibleTo({ policies, directory }: AuditCommandDeps, slackId: string): Promise<Scope[]> {
  const person = await directory.person(slackId);
  return [...policies.pipelines(), ...policies.projects()].filter((scope) => hasRole(person, 'viewer', scope));
}

/** Slack sends a mention as `<@U012|name>`; @throws BadRequest where it is a name that was only typed */
function personAsked(args: Arguments): string | undefined {
  const typed = args.text('by');
  if (typed === undefined) return undefined;
  const id = /^<@([UW][A-Z0-9]{2,})(?:\|[^>]*)?>$/.exec(typed)?.[1] ?? /^[UW][A-Z0-9]{5,}$/.exec(typed)?.[0];
  if (!id) throw new BadRequest('Whose? Write --by and a mention: type @ and choose the person from Slack’s list.');
  return id;
}

/** Of each request the record that came last: newest first in, newest first out. */
function newestPhases(records: readonly AuditRecord[]): AuditRecord[] {
  const seen = new Set<string>();
  return records.filter(({ auditId }) => !seen.has(auditId) && seen.add(auditId));
}

const MARK: Record<AuditRecord['phase'], string> = {
  intended: ':hourglass_flowing_sand:',
  done: ':white_check_mark:',
  refused: ':no_entry_sign:',
  failed: ':x:',
};

function line(record: AuditRecord): Mrkdwn {
  const { chain, phase, at, actor, action, request, outcome } = record;
  const said =
    typeof outcome?.said === 'string' ? [md`_${firstLine(outcome.said, 160)}_${peopleIn(outcome.people)}`] : [];
  const why = typeof request.reason === 'string' ? [md`>${firstLine(request.reason, 160)}`] : [];
  const where = md`*${chain.slice(chain.indexOf(':') + 1)}*`;
  const what = join(
    [md`${MARK[phase]} ${moment(new Date(at))}`, mention(actor.id), code(action), where, ...subjectOf(record)],
    '  ',
  );
  return join([what, ...why, ...said], '\n');
}

/** Who could have done what was refused. */
function peopleIn(people: unknown): Mrkdwn {
  const ids = Array.isArray(people) ? people.filter((id) => typeof id === 'string').slice(0, 10) : [];
  return ids.length > 0 ? md` ${join(ids.map(mention), ' ')}` : md``;
}

/** What it was about, as people name it: a model version, a release, a commit, else an execution. */
function subjectOf({ evidence, request, outcome }: AuditRecord): Mrkdwn[] {
  if (typeof request.channel === 'string') return [channelLink(request.channel)];
  if (Array.isArray(request.alarms)) return [code(cut(request.alarms.join(', '), 60)), ...versionOf(evidence)];
  if (typeof outcome?.counted === 'string') return [...versionOf(evidence), md`${outcome.counted}`];
  const { model }: { model?: { version?: unknown } } = Object(evidence);
  const names = [model?.version, request.release, request.commitId, outcome?.executionId, request.executionId];
  const name = names.find((candidate) => typeof candidate === 'string');
  return typeof name === 'string' ? [code(/^[0-9a-f-]{36,}$/.test(name) ? name.slice(0, 8) : cut(name, 60))] : [];
}

function versionOf(evidence: AuditRecord['evidence']): Mrkdwn[] {
  const { model }: { model?: { version?: unknown } } = Object(evidence);
  return typeof model?.version === 'string' ? [code(cut(model.version, 60))] : [];
}

function commandOf(
  scopes: readonly Scope[],
  pipeline: string | undefined,
  by: string | undefined,
  since: string | undefined,
): string {
  return [
    'audit',
    ...(pipeline === undefined ? [] : scopes.map(({ name }) => name)),
    ...(by === undefined ? [] : ['--by', by]),
    ...(since === undefined ? [] : ['--since', since]),
  ].join(' ');
}
