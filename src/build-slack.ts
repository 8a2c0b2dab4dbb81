import type { Ports, UseCases } from './build-use-cases';
import type { Policies } from './domain/policies/policy';
import { answerCommand } from './slack/approvals/answer-commands';
import { auditCommand } from './slack/audit/audit-command';
import type { SlackConnection } from './slack/bolt-app';
import { commandRouter, type RouteCommand } from './slack/command-router';
import { digestCommand } from './slack/digest/digest-command';
import { deployCommand } from './slack/executions/deploy-command';
import { listCommand } from './slack/executions/list-command';
import { statusCommand } from './slack/executions/status-command';
import { helpCommand } from './slack/help-command';
import { registerListeners } from './slack/listeners';
import { lockCommand, unlockCommand } from './slack/locks/lock-commands';
import { releasesCommand } from './slack/releases/releases-command';
import { rollbackCommand } from './slack/rollback/rollback-command';

export interface SlackDeps {
  policies: Policies;
  ports: Ports;
  useCases: UseCases;
  now: () => Date;
}

/** Table 2 and the list of commands, joined to the use cases. */
export function registerSlack({ app }: SlackConnection, deps: SlackDeps): void {
  const { policies, ports, useCases } = deps;
  registerListeners(app, { policies, ...ports, ...useCases, routeCommand: slackCommands(deps) });
}

/** Every verb of `/mlpipeline`, in the order of the help. */
export function slackCommands({ policies, ports, useCases, now }: SlackDeps): RouteCommand {
  const deps = { policies, now, ...ports, ...useCases };
  const verbs = [
    listCommand(deps),
    statusCommand(deps),
    deployCommand(deps),
    answerCommand(deps, 'approved'),
    answerCommand(deps, 'rejected'),
    rollbackCommand(deps),
    lockCommand(deps),
    unlockCommand(deps),
    releasesCommand(deps),
    auditCommand(deps),
    digestCommand(deps),
  ];
  return commandRouter(verbs, helpCommand(deps, verbs));
}
