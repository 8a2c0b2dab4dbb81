import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { addressOf } from '../../infra/local/address';
import { ACCOUNT } from '../../infra/local/identity';

/** What is configured for the bot under load. */
export const PIPELINE = 'penguins';
export const STAGES = ['Source', 'Build', 'Approve', 'Deploy'];

/** Seconds since 1970 at which every execution began; it took a minute. */
const BEGAN = Date.UTC(2026, 10, 28, 9) / 1000;
const CATEGORIES: Readonly<Record<string, { category: string; provider: string }>> = {
  Source: { category: 'Source', provider: 'CodeStarSourceConnection' },
  Build: { category: 'Build', provider: 'CodeBuild' },
  Approve: { category: 'Build', provider: 'CodeBuild' },
  Deploy: { category: 'Deploy', provider: 'CodeDeploy' },
};

/**
 * CodePipeline with one pipeline of which every execution, whatever its id, has succeeded; the account by STS; nothing
 * else. Its listings are empty, so that the bot hears of each execution by its events.
 */
export async function startCodePipelineForLoad(): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 65_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: addressOf(server),
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const operation = String(request.headers['x-amz-target'] ?? '')
    .split('.')
    .at(-1);
  if (!operation) {
    response.writeHead(200, { 'content-type': 'text/xml' }).end(CALLER);
    return;
  }
  const said = answerTo(operation, Object(JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}')));
  response.writeHead(said ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify(said ?? { __type: 'InvalidActionException', message: operation }));
}

function answerTo(
  operation: string,
  asked: { pipelineExecutionId?: string; filter?: { pipelineExecutionId?: string } },
): object | undefined {
  switch (operation) {
    case 'GetPipeline':
      return { pipeline: { name: PIPELINE, version: 1, pipelineType: 'V2', stages: STAGES.map(declared) } };
    case 'GetPipelineState':
      return { pipelineName: PIPELINE, stageStates: STAGES.map((stageName) => ({ stageName })) };
    case 'GetPipelineExecution':
      return { pipelineExecution: executionOf(asked.pipelineExecutionId) };
    case 'ListActionExecutions': {
      const { pipelineExecutionId: id } = asked.filter ?? {};
      return { actionExecutionDetails: id === undefined ? [] : STAGES.map((stage) => succeededIn(stage, id)) };
    }
    case 'ListPipelineExecutions':
      return { pipelineExecutionSummaries: [] };
    default:
      return undefined;
  }
}

const typeOf = (stage: string) => ({ owner: 'AWS', version: '1', ...CATEGORIES[stage] });

const declared = (name: string) => ({ name, actions: [{ name: 'work', actionTypeId: typeOf(name) }] });

const executionOf = (pipelineExecutionId: string | undefined) => ({
  ...{ pipelineName: PIPELINE, pipelineVersion: 1, pipelineExecutionId, status: 'Succeeded' },
  trigger: { triggerType: 'WebhookV2', triggerDetail: 'main' },
  artifactRevisions: [{ name: 'source', revisionId: '1'.repeat(40), revisionSummary: 'Use flipper length' }],
});

const succeededIn = (stageName: string, pipelineExecutionId: string) => ({
  ...{ pipelineExecutionId, stageName, actionName: 'work', actionExecutionId: `${pipelineExecutionId}-${stageName}` },
  ...{ pipelineVersion: 1, status: 'Succeeded', startTime: BEGAN, lastUpdateTime: BEGAN + 60 },
  input: { actionTypeId: typeOf(stageName) },
  output: { executionResult: {} },
});

const CALLER = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Account>${ACCOUNT}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;
