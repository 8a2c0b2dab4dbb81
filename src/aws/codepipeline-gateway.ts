import {
  type ActionExecutionDetail,
  type CodePipelineClient,
  DisableStageTransitionCommand,
  EnableStageTransitionCommand,
  GetPipelineCommand,
  GetPipelineExecutionCommand,
  GetPipelineStateCommand,
  paginateListActionExecutions,
  paginateListPipelineExecutions,
  StartPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import type { ActionExecution, ExecutionSummary, Pipelines } from '../domain/ports/pipelines';
import { answerApproval, approvalEnding, openToken } from './answer-approval';
import { awsErrorName, rethrow } from './aws-errors';
import { actionOf, factsOf, newestPerAction, structureOf, summaryOf, transitionReason } from './codepipeline-shapes';
import { retryStage } from './retry-stage';
import { findRollback, rollbackStage } from './rollback-stage';
import { stopExecution } from './stop-execution';
import { waitingApprovals } from './waiting-approvals';

export interface CodePipelineGatewayDeps {
  /** Retries by itself: for reads, and for calls with an idempotency token. */
  client: CodePipelineClient;
  /** Sends once: for calls without an idempotency token. */
  once: CodePipelineClient;
}

/** CodePipeline behind the Pipelines port. */
export function codepipelineGateway({ client, once }: CodePipelineGatewayDeps): Pipelines {
  const gateway: Pipelines = {
    async structure(name) {
      const { pipeline } = await client.send(new GetPipelineCommand({ name })).catch(rethrow);
      return {
        type: pipeline?.pipelineType ?? 'V1',
        version: pipeline?.version ?? 0,
        executionMode: pipeline?.executionMode ?? 'SUPERSEDED',
        stages: structureOf(pipeline?.stages ?? []),
        variables: (pipeline?.variables ?? []).map(({ name = '', defaultValue }) => ({
          name,
          hasDefault: defaultValue !== undefined,
        })),
      };
    },

    async execution(pipelineName, pipelineExecutionId) {
      try {
        const found = await client.send(new GetPipelineExecutionCommand({ pipelineName, pipelineExecutionId }));
        return found.pipelineExecution && factsOf(found.pipelineExecution);
      } catch (error) {
        if (awsErrorName(error) === 'PipelineExecutionNotFoundException') return undefined;
        return rethrow(error);
      }
    },

    async recentExecutions(pipelineName, limit) {
      const executions = await list({ pipelineName }, limit);
      return executions.sort((one, next) => next.startedAt.getTime() - one.startedAt.getTime());
    },

    async succeededIn(pipelineName, stageName, limit) {
      const executions = await list({ pipelineName, filter: { succeededInStage: { stageName } } }, limit);
      return executions.sort((one, next) => next.updatedAt.getTime() - one.updatedAt.getTime());
    },

    async actions(pipeline, executionId) {
      return newestPerAction(await actionRows(pipeline, executionId));
    },

    async actionHistory(pipelineName, limit) {
      const rows = await detailsOf({ pipelineName }, limit);
      const executionIds = new Set(rows.flatMap(({ pipelineExecutionId }) => pipelineExecutionId ?? []));
      const own = (id: string) => rows.filter(({ pipelineExecutionId }) => pipelineExecutionId === id).map(actionOf);
      return new Map([...executionIds].map((id) => [id, newestPerAction(own(id))]));
    },

    waitingApprovals: (pipeline, only) =>
      waitingApprovals(
        { client, structure: gateway.structure, recentExecutions: gateway.recentExecutions, actionRows },
        pipeline,
        only,
      ),

    async stages(name) {
      const { stageStates } = await client.send(new GetPipelineStateCommand({ name })).catch(rethrow);
      return (stageStates ?? []).map((stage) => ({
        stage: stage.stageName ?? '',
        executionId: stage.latestExecution?.pipelineExecutionId,
        status: stage.latestExecution?.status,
        waitingExecutionId: stage.inboundExecution?.pipelineExecutionId,
      }));
    },

    async start({ pipeline, requestToken, revision, variables }) {
      const started = await client
        .send(
          new StartPipelineExecutionCommand({
            name: pipeline,
            clientRequestToken: requestToken,
            ...(revision && {
              sourceRevisions: [
                { actionName: revision.sourceAction, revisionType: 'COMMIT_ID', revisionValue: revision.commitId },
              ],
            }),
            ...(variables.length > 0 && { variables }),
          }),
        )
        .catch(rethrow);
      if (!started.pipelineExecutionId) throw new Error('StartPipelineExecution answered without an execution id');
      return { executionId: started.pipelineExecutionId, requestId: started.$metadata.requestId };
    },

    async inboundTransition(name, stageName) {
      const { stages, executionMode } = await gateway.structure(name);
      // Executions of a PARALLEL pipeline wait for nobody, and nothing comes before the first stage.
      if (executionMode === 'PARALLEL' || stages[0]?.name === stageName) return undefined;
      const { stageStates } = await client.send(new GetPipelineStateCommand({ name })).catch(rethrow);
      const state = stageStates?.find((stage) => stage.stageName === stageName)?.inboundTransitionState;
      return state && { enabled: state.enabled ?? true, disabledReason: state.disabledReason };
    },

    async disableTransition({ pipeline: pipelineName, stage: stageName, reason }) {
      const request = { pipelineName, stageName, transitionType: 'Inbound', reason: transitionReason(reason) } as const;
      const { $metadata } = await client.send(new DisableStageTransitionCommand(request)).catch(rethrow);
      return { requestId: $metadata.requestId };
    },

    async enableTransition({ pipeline: pipelineName, stage: stageName }) {
      const request = { pipelineName, stageName, transitionType: 'Inbound' } as const;
      const { $metadata } = await client.send(new EnableStageTransitionCommand(request)).catch(rethrow);
      return { requestId: $metadata.requestId };
    },

    openToken: (where) => openToken({ client, actionRows }, where),
    answerApproval: (answer, token) => answerApproval({ client, once, actionRows }, answer, token),
    approvalEnding: (where) => approvalEnding(actionRows, where),
    rollbackStage: (request) => rollbackStage({ once, recentExecutions: gateway.recentExecutions }, request),
    retryStage: (request) => retryStage({ once, actions: gateway.actions }, request),
    stopExecution: (request) => stopExecution({ once, recentExecutions: gateway.recentExecutions }, request),
    findRollback: (request) => findRollback(gateway.recentExecutions, request),
  };
  return gateway;

  async function list(
    request: { pipelineName: string; filter?: { succeededInStage: { stageName: string } } },
    limit: number,
  ): Promise<ExecutionSummary[]> {
    const executions: ExecutionSummary[] = [];
    try {
      for await (const page of paginateListPipelineExecutions({ client, pageSize: Math.min(100, limit) }, request)) {
        executions.push(...(page.pipelineExecutionSummaries ?? []).map(summaryOf));
        if (executions.length >= limit) break;
      }
    } catch (error) {
      rethrow(error);
    }
    return executions.slice(0, limit);
  }

  /** Every attempt of every action of one execution. */
  async function actionRows(pipelineName: string, pipelineExecutionId: string): Promise<ActionExecution[]> {
    return (await detailsOf({ pipelineName, filter: { pipelineExecutionId } })).map(actionOf);
  }

  async function detailsOf(
    request: { pipelineName: string; filter?: { pipelineExecutionId: string } },
    limit = Number.POSITIVE_INFINITY,
  ): Promise<ActionExecutionDetail[]> {
    const rows: ActionExecutionDetail[] = [];
    try {
      for await (const page of paginateListActionExecutions({ client, pageSize: 100 }, request)) {
        rows.push(...(page.actionExecutionDetails ?? []));
        if (rows.length >= limit) break;
      }
    } catch (error) {
      if (awsErrorName(error) === 'PipelineExecutionNotFoundException') return [];
      rethrow(error);
    }
    return rows;
  }
}
