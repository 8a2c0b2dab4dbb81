import { buildCardKey } from '../cards';
import type { BuildEvent } from '../events';
import type { Revision } from '../executions/execution';
import type { Policies } from '../policies/policy';
import type { BuildRecords } from '../ports/build-records';
import type { Builds } from '../ports/builds';
import type { Notifier } from '../ports/notifier';
import { ofProject, ofRepository } from '../ports/owner';
import type { Repositories } from '../ports/repositories';
import type { ReportTest } from '../pull-requests/report-test';
import { applyFacts, type Build, type BuildFacts, isBuildEnded, pipelineOf } from './build';

export interface TrackBuildDeps {
  policies: Policies;
  builds: Builds;
  buildRecords: BuildRecords;
  repositories: Repositories;
  notifier: Notifier;
}

export interface TrackBuildsDeps extends TrackBuildDeps {
  reportTest: ReportTest;
}

export type TrackBuild = (event: BuildEvent) => Promise<'handled' | 'ignored'>;

/** Builds on record that are compared with CodeBuild, per project. */
const WINDOW = 20;

/**
 * Follows builds of configured projects that no pipeline started: ours, and those that people start in the console or
 * rules by themselves, for whoever watches a project wants to know of them. A build of a pipeline is an action of its
 * execution, whose card tells of it; the test of a pull request, of whatever project, is told on that message.
 */
export function trackBuild(deps: TrackBuildsDeps): TrackBuild {
  return async ({ project, buildId, initiator }) => {
    if (pipelineOf(initiator)) return 'ignored';
    const facts = await findFacts(deps, project, buildId);
    if (!facts || pipelineOf(facts.initiator)) return 'ignored';
    if (await deps.reportTest(facts)) return 'handled';
    if (!deps.policies.findProject(project)) return 'ignored';
    await followBuild(deps, facts);
    return 'handled';
  };
}

/** A project that is not configured is where the repository is that it tests: the first place that knows the build. */
async function findFacts(
  { policies, builds }: TrackBuildsDeps,
  project: string,
  buildId: string,
): Promise<BuildFacts | undefined> {
  const owners = policies.findProject(project)
    ? [ofProject(project)]
    : policies.repositories().map(({ name }) => ofRepository(name));
  for (const owner of owners) {
    const [facts] = await builds.facts([buildId], owner);
    if (facts) return facts;
  }
  return undefined;
}

/** Brings the record of a build up to what CodeBuild says, whatever came before, and has its card drawn. */
export async function followBuild(
  deps: TrackBuildDeps,
  facts: BuildFacts,
  asked: Partial<Pick<Build, 'requestedBy' | 'branch' | 'variables'>> = {},
): Promise<void> {
  const { buildId } = facts;
  const saved = await deps.buildRecords.update(buildId, (current) => {
    const build = applyFacts(current ?? { ...facts, variables: [], version: 0 }, facts);
    return asked.requestedBy && !build.requestedBy ? { ...build, ...asked } : build;
  });
  if (saved?.commitId && !saved.revision) await learnRevision(deps, saved, saved.commitId);
  await deps.notifier.cardChanged(buildCardKey(buildId));
}

/** Builds whose events never came: those in progress on record, as CodeBuild knows them. @returns how many */
export async function compareBuilds(deps: TrackBuildsDeps, project: string): Promise<number> {
  const records = await deps.buildRecords.newest(project, WINDOW);
  const open = records.filter(({ status }) => !isBuildEnded(status));
  if (open.length === 0) return 0;
  let fixes = 0;
  const ids = open.map(({ buildId }) => buildId);
  for (const facts of await deps.builds.facts(ids, ofProject(project))) {
    const record = open.find(({ buildId }) => buildId === facts.buildId);
    if (!record || applyFacts(record, facts) === record) continue;
    fixes += 1;
    if (await deps.reportTest(facts)) continue;
    await deps.notifier.cardWillChange(buildCardKey(facts.buildId));
    await followBuild(deps, facts);
  }
  return fixes;
}

/** The author of what is built, where the repository is one that the bot may read. */
async function learnRevision(deps: TrackBuildDeps, build: Build, commitId: string): Promise<void> {
  const { repository, project } = build;
  const known = repository ? await deps.repositories.commit(repository, commitId, ofProject(project)) : undefined;
  const revision: Revision = known
    ? { commitId, message: known.message, authorName: known.authorName, authorEmail: known.authorEmail }
    : { commitId };
  await deps.buildRecords.update(build.buildId, (current) =>
    current && !current.revision ? { ...current, revision } : current,
  );
}
