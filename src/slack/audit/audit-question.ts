import { AUDIT_ACTIONS } from '../../domain/audit/actions';
import { chainOf } from '../../domain/audit/chains';
import { isPlace } from '../../domain/audit/place-of';
import { visibleChains } from '../../domain/audit/visible-chains';
import { BadRequest } from '../../domain/errors';
import type { Authorize, Caller } from '../../domain/policies/authorize';
import type { Policies } from '../../domain/policies/policy';
import type { AuditQuery } from '../../domain/ports/audit-log';
import type { Directory } from '../../domain/ports/directory';
import { nearest } from '../../nearest';
import { code, cut, type Mrkdwn, md, mention, moment } from '../blocks';
import type { Arguments, OptionSpec } from '../command-arguments';
import { readDay } from '../typed-day';
import { readDuration } from '../typed-duration';

export interface QuestionDeps {
  policies: Policies;
  authorize: Authorize;
  directory: Directory;
  now: () => Date;
}

export const QUESTION_OPTIONS = {
  by: { type: 'string', value: '@user', does: 'only what this person did' },
  action: { type: 'string', value: 'approval.approved', does: 'only what was done in this way' },
  since: { type: 'string', value: '7d', does: 'only the last hours (h), days (d) or weeks (w)' },
  day: { type: 'string', value: '2026-11-28', does: 'only this day of your own time zone; also today and yesterday' },
  before: { type: 'string', value: 'PLACE', does: 'a later page of the list, as its button “Older” has it' },
} satisfies OptionSpec;

/** What somebody wants to know of the record, and may. */
export interface AuditQuestion {
  /** The pipeline, or what stands for all. */
  about: string;
  /** Where it is about one. */
  chain?: string | undefined;
  /** What narrows it. */
  only: Mrkdwn[];
  query: Omit<AuditQuery, 'limit'>;
  /** The command that asks the same, from the newest on. */
  command: string;
}

/** @throws BadRequest, UnknownPipeline, NotAllowed */
export async function readQuestion(deps: QuestionDeps, caller: Caller, args: Arguments): Promise<AuditQuestion> {
  const { pipeline } = args.words({ optional: ['pipeline'] });
  const [actor, action, before] = [personAsked(args), actionAsked(args), placeAsked(args)];
  const { from, to, only, options } = await timeAsked(deps, caller, args);
  const chain = pipeline === undefined ? undefined : await chainAsked(deps, caller, pipeline);
  const chains = chain === undefined ? await visibleTo(deps, caller) : [chain];
  return {
    about: pipeline ?? 'everything that you may see',
    chain,
    only: [
      ...(actor === undefined ? [] : [md`by ${mention(actor)}`]),
      ...(action === undefined ? [] : [code(action)]),
      ...only,
    ],
    query: { chains, actor, action, from, to, before },
    command: [
      ...['audit', ...(pipeline === undefined ? [] : [pipeline])],
      ...(actor === undefined ? [] : ['--by', `<@${actor}>`]),
      ...(action === undefined ? [] : ['--action', action]),
      ...options,
    ].join(' '),
  };
}

async function chainAsked({ policies, authorize }: QuestionDeps, caller: Caller, pipeline: string): Promise<string> {
  const scope = policies.pipeline(pipeline);
  await authorize({ caller, role: 'viewer', scope, verb: 'audit' });
  return chainOf(scope);
}

async function visibleTo({ policies, directory }: QuestionDeps, { slackId }: Caller): Promise<string[]> {
  return visibleChains(policies, await directory.person(slackId));
}

interface TimeAsked {
  from?: Date;
  to?: Date;
  only: Mrkdwn[];
  /** As a command has it that is run later: a day by its date, since yesterday will be another day tomorrow. */
  options: string[];
}

async function timeAsked({ directory, now }: QuestionDeps, caller: Caller, args: Arguments): Promise<TimeAsked> {
  const [since, day] = [args.text('since'), args.text('day')];
  if (since !== undefined && day !== undefined) throw new BadRequest('Write either --since or --day, not both.');
  if (since !== undefined) {
    const from = new Date(now().getTime() - readDuration(since));
    return { from, only: [md`since ${moment(from)}`], options: ['--since', since] };
  }
  if (day === undefined) return { only: [], options: [] };
  const { timeZone } = await directory.person(caller.slackId, []);
  const { name, from, to } = readDay(day, now(), timeZone);
  return { from, to, only: [md`on ${name} (${timeZone})`], options: ['--day', name] };
}

/** Slack sends a mention as `<@U012|name>`; @throws BadRequest where it is a name that was only typed */
function personAsked(args: Arguments): string | undefined {
  const typed = args.text('by');
  if (typed === undefined) return undefined;
  const id = /^<@([UW][A-Z0-9]{2,})(?:\|[^>]*)?>$/.exec(typed)?.[1] ?? /^[UW][A-Z0-9]{5,}$/.exec(typed)?.[0];
  if (!id) throw new BadRequest('Whose? Write --by and a mention: type @ and choose the person from Slack’s list.');
  return id;
}

/** Whatever was refused to somebody is an action of its own: `refused.deploy`. */
const REFUSED = /^refused\.[a-z][a-z-]{1,30}$/;

function actionAsked(args: Arguments): string | undefined {
  const typed = args.text('action')?.toLowerCase();
  if (typed === undefined || AUDIT_ACTIONS.includes(typed) || REFUSED.test(typed)) return typed;
  const near = nearest(AUDIT_ACTIONS, typed);
  const hint = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `There are ${AUDIT_ACTIONS.join(', ')}.`;
  throw new BadRequest(`“${cut(typed, 40)}” is no action on record. ${hint}`);
}

function placeAsked(args: Arguments): string | undefined {
  const typed = args.text('before');
  if (typed === undefined || isPlace(typed)) return typed;
  throw new BadRequest('That is no place in the record: press “Older”, or leave --before out.');
}
