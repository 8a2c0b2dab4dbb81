import { auditTableTrouble, createStartClients, queueTrouble, stateTableTrouble } from './aws/start-checks';
import type { Environment } from './config/environment';
import type { Log } from './log';
import { appTokenTrouble, botTokenTrouble } from './slack/token-checks';

/** The bot cannot start: what keeps it from that, all at once, each sentence with what to mend. */
export class CannotStart extends Error {
  constructor(readonly troubles: readonly string[]) {
    super(`The bot cannot start:\n${troubles.map((line) => `  ${line}`).join('\n')}`);
    this.name = 'CannotStart';
  }
}

/**
 * Milliseconds in which all must have answered. The SDK repeats a call three times, which gets over a hiccup; an outage
 * that lasts is for whoever starts the bot again, as ECS does.
 */
const LIMIT_MS = 15_000;

/**
 * Asks everything that a bot cannot be without, at once and before anything is started: its tables, its queue, Slack.
 * @throws CannotStart
 */
export async function preflight(environment: Environment, log: Log, limitMs = LIMIT_MS): Promise<void> {
  const { document, sqs } = createStartClients();
  const asked = { region: environment.AWS_REGION, signal: AbortSignal.timeout(limitMs) };
  const { MLPIPELINE_STATE_TABLE: state, MLPIPELINE_AUDIT_TABLE: audit, MLPIPELINE_QUEUE_URL: url } = environment;
  const slack = { apiUrl: environment.SLACK_API_URL, log };
  try {
    const answers = await Promise.all([
      botTokenTrouble(environment.SLACK_BOT_TOKEN, slack),
      environment.SLACK_APP_TOKEN === undefined ? undefined : appTokenTrouble(environment.SLACK_APP_TOKEN, slack),
      stateTableTrouble('MLPIPELINE_STATE_TABLE', { document, tableName: state }, asked),
      auditTableTrouble('MLPIPELINE_AUDIT_TABLE', { document, tableName: audit }, asked),
      queueTrouble('MLPIPELINE_QUEUE_URL', { client: sqs, url }, asked),
    ]);
    // Credentials that AWS does not know are told by each of its services, a Slack that is away for each token; once here.
    const troubles = [...new Set(answers.filter((answer) => answer !== undefined))];
    if (troubles.length > 0) throw new CannotStart(troubles);
  } finally {
    document.destroy();
    sqs.destroy();
  }
}
