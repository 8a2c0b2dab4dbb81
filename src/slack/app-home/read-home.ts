import type { KnownBlock } from '@slack/web-api';
import type { AuditRecord } from '../../domain/audit/audit-chain';
import { hasRole } from '../../domain/policies/evaluate-policy';
import { explainRoles } from '../../domain/policies/explain-roles';
import type { Policies } from '../../domain/policies/policy';
import type { Directory } from '../../domain/ports/directory';
import type { ConsoleOf } from '../console-links';
import { pageOf } from '../pages';
import type { HomePicture } from './home-picture';
import { homeBlocks } from './home-view';
import type { Glance, PipelinesRead } from './read-pipelines';
import { waitingFor } from './read-waiting';

/** Records of one person's, newest first. */
export type RecentBy = (slackId: string, limit: number) => Promise<AuditRecord[]>;

export interface ReadHomeDeps {
  policies: Policies;
  directory: Directory;
  consoleOf: ConsoleOf;
  /** Absent: nobody keeps records by person, and the tab says nothing of them. */
  recentBy?: RecentBy | undefined;
  now: () => Date;
}

/** Pipelines on a page: each costs a handful of reads. */
const PAGE = 20;
/** Records in which the newest five decisions are looked for: a decision takes two, and not every act is one. */
const RECORDS = 40;

/**
 * What stands in somebody's Home tab, of pipelines that were read for everybody.
 * @throws DirectoryUnavailable
 */
export function readHome(deps: ReadHomeDeps) {
  return async (slackId: string, page: number, read: PipelinesRead): Promise<KnownBlock[]> =>
    homeBlocks(await picture(deps, slackId, page, read));
}

async function picture(deps: ReadHomeDeps, slackId: string, page: number, read: PipelinesRead): Promise<HomePicture> {
  const [person, glances] = await Promise.all([deps.directory.person(slackId), read.glances]);
  const nothing = { waiting: [], forOthers: 0, pipelines: pageOf([], 1, PAGE), holds: [], roles: [] };
  if (!person.isFullMember) return { person, ...nothing, now: read.at };
  const visible = glances.filter(({ policy }) => hasRole(person, 'viewer', policy)).sort(byInterest);
  const shown = pageOf(visible, page, PAGE);
  const [lines, decisions] = await Promise.all([
    Promise.all(shown.items.map((glance) => read.line(glance))),
    deps.recentBy?.(slackId, RECORDS),
  ]);
  const scopes = [...deps.policies.pipelines(), ...deps.policies.projects()];
  return {
    person,
    ...waitingFor(deps, person, visible),
    pipelines: { ...shown, items: lines },
    holds: visible,
    decisions,
    roles: explainRoles(person, scopes).filter(({ roles }) => roles.some(({ granted }) => granted !== undefined)),
    now: read.at,
  };
}

/** What goes on first, then by name. */
const byInterest = (one: Glance, next: Glance): number =>
  Number(next.isBusy) - Number(one.isBusy) || one.policy.name.localeCompare(next.policy.name);
