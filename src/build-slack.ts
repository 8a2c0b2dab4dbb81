import type { Ports, UseCases } from './build-use-cases';
import { releasePage } from './documents/release-page';
import { chainOf } from './domain/audit/chains';
import type { Policies } from './domain/policies/policy';
import { whoamiCommand } from './slack/access/whoami-command';
import type { OpenHome } from './slack/app-home/home-actions';
import { answerCommand } from './slack/approvals/answer-commands';
import { type AuditParts, auditCommand } from './slack/audit/audit-command';
import { reportRelease } from './slack/audit/report-release';
import { verifyAudit } from './slack/audit/verify-audit';
import type { SlackConnection } from './slack/bolt-app';
import { buildCommand } from './slack/builds/build-command';
import { logsCommand } from './slack/builds/logs-command';
import { commandRouter, type RouteCommand, type Verb } from './slack/command-router';
import type { ConsoleOf } from './slack/console-links';
import { digestCommand } from './slack/digest/digest-command';
import { deployCommand } from './slack/executions/deploy-command';
import { listCommand } from './slack/executions/list-command';
import { retryCommand } from './slack/executions/retry-command';
import { statusCommand } from './slack/executions/status-command';
import { stopCommand } from './slack/executions/stop-command';
import { helpCommand, type VerbGroup } from './slack/help-command';
import { registerListeners } from './slack/listeners';
import { lockCommand, unlockCommand } from './slack/locks/lock-commands';
import { muteCommand, unmuteCommand } from './slack/notifications/mute-commands';
import { subscribeCommand, unsubscribeCommand } from './slack/notifications/subscribe-commands';
import type { Pictures } from './slack/pictures';
import { releasesCommand } from './slack/releases/releases-command';
import { rollbackCommand } from './slack/rollback/rollback-command';

export interface SlackDeps {
  policies: Policies;
  ports: Ports;
  useCases: UseCases;
  consoleOf: ConsoleOf;
  pictures: Pictures;
  openHome: OpenHome;
  now: () => Date;
}

type VerbDeps = Pick<SlackDeps, 'policies' | 'consoleOf' | 'pictures' | 'now'> & Ports & UseCases;

/** Table 2 and the list of commands, joined to the use cases. */
export function registerSlack({ app }: SlackConnection, deps: SlackDeps): void {
  const { ports, useCases, ...rest } = deps;
  registerListeners(app, { ...rest, ...ports, ...useCases, routeCommand: slackCommands(deps) });
}

/** The commands, behind their router. */
function slackCommands({ ports, useCases, ...rest }: SlackDeps): RouteCommand {
  const deps = { ...rest, ...ports, ...useCases };
  const groups = slackVerbs(deps);
  return commandRouter(verbsOf(groups), helpCommand(deps, groups), useCases.admit);
}

/** For whoever only tells of the verbs: none needs anything before it is run. */
export function describedVerbs(): Verb[] {
  const [nothing, others] = [{} as VerbDeps, slackVerbs({} as VerbDeps)];
  return [helpCommand(nothing, others), ...verbsOf(others)];
}

export const verbNames = (): string[] => describedVerbs().map(({ name }) => name);

/** Every verb of `/mlpipeline` but `help`, in the order of the help and under its headings. */
function slackVerbs(deps: VerbDeps): VerbGroup[] {
  return [
    {
      title: 'See how things are',
      verbs: [
        listCommand(deps),
        statusCommand(deps),
        releasesCommand(deps),
        logsCommand(deps),
        auditCommand(deps, auditParts(deps)),
        digestCommand(deps),
      ],
    },
    { title: 'Answer what waits', verbs: [answerCommand(deps, 'approved'), answerCommand(deps, 'rejected')] },
    {
      title: 'Make things happen',
      verbs: [
        deployCommand(deps),
        buildCommand(deps),
        retryCommand(deps),
        stopCommand(deps),
        rollbackCommand(deps),
        lockCommand(deps),
        unlockCommand(deps),
      ],
    },
    {
      title: 'This channel and you',
      verbs: [
        subscribeCommand(deps),
        unsubscribeCommand(deps),
        muteCommand(deps),
        unmuteCommand(deps),
        whoamiCommand(deps),
      ],
    },
  ];
}

/** `audit verify`, and `audit report` with the proof of its chain in it. */
const auditParts = (deps: VerbDeps): AuditParts => ({
  verify: verifyAudit(deps),
  report: reportRelease({
    ...deps,
    async releasePage(report, policy, writtenFor) {
      const [proof] = await deps.verifyAudit({ chains: [chainOf(policy)], anchors: [] });
      return releasePage(report, { model: policy.model, writtenFor, proof });
    },
  }),
});

const verbsOf = (groups: readonly VerbGroup[]): Verb[] => groups.flatMap(({ verbs }) => verbs);
