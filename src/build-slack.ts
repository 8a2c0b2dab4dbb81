import type { WebClient } from '@slack/web-api';
import type { Ports, UseCases } from './build-use-cases';
import type { Policies } from './domain/policies/policy';
import type { Cards } from './domain/ports/cards';
import type { Log } from './log';
import type { SlackConnection } from './slack/bolt-app';
import { type CardDrawer, cardDrawer } from './slack/card-drawer';
import { commandRouter, type RouteCommand } from './slack/command-router';
import { deployCommand } from './slack/executions/deploy-command';
import { listCommand } from './slack/executions/list-command';
import { statusCommand } from './slack/executions/status-command';
import { helpCommand } from './slack/help-command';
import { registerListeners } from './slack/listeners';
import { renderCard } from './slack/render-card';
import { rollbackCommand } from './slack/rollback/rollback-command';

export interface DrawerSettings extends Omit<Parameters<typeof renderCard>[0], 'now'> {
  cards: Cards;
  client: WebClient;
  log: Log;
  now: () => Date;
  owner: string;
  updateEveryMs: number;
}

/** The drawer with everything a card can be drawn from. */
export const buildDrawer = (settings: DrawerSettings): CardDrawer =>
  cardDrawer({ ...settings, render: renderCard(settings) });

/** Table 2 and the command list, joined to the use cases. */
export function registerSlack(
  { app }: SlackConnection,
  { policies, ports, useCases, now }: { policies: Policies; ports: Ports; useCases: UseCases; now: () => Date },
): void {
  const deps = { policies, now, ...ports, ...useCases };
  registerListeners(app, { ...deps, routeCommand: routeCommand(deps) });
}

function routeCommand(deps: { policies: Policies; now: () => Date } & Ports & UseCases): RouteCommand {
  const verbs = [listCommand(deps), statusCommand(deps), deployCommand(deps), rollbackCommand(deps)];
  return commandRouter([...verbs, helpCommand(verbs)]);
}
