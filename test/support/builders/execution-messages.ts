import { randomUUID } from 'node:crypto';
import { ACCOUNT, REGION } from '../../../infra/local/identity';

interface ExecutionTold {
  pipeline: string;
  executionId: string;
  at: Date;
  /** In their order. */
  stages: readonly string[];
  /** Characters beside the event itself. */
  padding?: number;
}

/**
 * What EventBridge tells of one execution from its beginning to its end, as bodies of messages, newest first: the worst
 * that may come. Four for each stage, and two.
 */
export function messagesOfExecution({ pipeline, executionId, at, stages, padding = 0 }: ExecutionTold): string[] {
  const event = (level: string, more: object): string =>
    JSON.stringify({
      ...{ version: '0', id: randomUUID(), 'detail-type': `CodePipeline ${level} Execution State Change` },
      ...{ source: 'aws.codepipeline', account: ACCOUNT, region: REGION },
      // Whole seconds, as AWS tells the time.
      time: at.toISOString().replace(/\.\d+Z$/, 'Z'),
      resources: [`arn:aws:codepipeline:${REGION}:${ACCOUNT}:${pipeline}`],
      detail: { pipeline, 'execution-id': executionId, version: 1, 'pipeline-execution-attempt': 1, ...more },
      ...(padding > 0 && { padding: 'x'.repeat(padding) }),
    });
  const type = { owner: 'AWS', category: 'Build', provider: 'CodeBuild', version: '1' };
  const ofStage = (stage: string) => [
    event('Stage', { stage, state: 'SUCCEEDED' }),
    event('Action', { stage, action: 'work', type, state: 'SUCCEEDED' }),
    event('Action', { stage, action: 'work', type, state: 'STARTED' }),
    event('Stage', { stage, state: 'STARTED' }),
  ];
  return [
    event('Pipeline', { state: 'SUCCEEDED' }),
    ...stages.toReversed().flatMap(ofStage),
    event('Pipeline', { state: 'STARTED' }),
  ];
}
