import type { UseCaseBench } from '../support/use-case-bench';

/** What the record of releases has wrong: it holds every success of the deploy stage, and production is the last of them. */
export async function releaseFaults(
  { pipelines, releases }: Pick<UseCaseBench, 'pipelines' | 'releases'>,
  pipeline: string,
): Promise<string[]> {
  const released = await releasedIn(pipelines, pipeline);
  const records = await Promise.all(released.map(({ executionId }) => releases.get(pipeline, executionId)));
  const missing = released.filter(({ isCertain }, index) => isCertain && !records[index]);
  const last = (await releases.production(pipeline))?.last;
  const newest = newestOf(released);
  const isTrue = newest.length === 0 || newest.some(({ releasedAt }) => releasedAt === last?.releasedAt.getTime());
  return [
    ...missing.map(({ executionId }) => `release ${executionId} is not on record`),
    ...(isTrue ? [] : [`production is ${last?.executionId}, not ${newest.map(({ executionId }) => executionId)}`]),
  ];
}

interface Released {
  executionId: string;
  releasedAt: number;
  /**
   * False where it was stopped in the stage and the pipeline has been edited since: then CodePipeline does not tell
   * whether something of the stage was still to come (deploy-stage.ts).
   */
  isCertain: boolean;
}

/** Whatever has succeeded in the deploy stage. */
export async function releasedIn(pipelines: UseCaseBench['pipelines'], pipeline: string): Promise<Released[]> {
  const { version } = await pipelines.structure(pipeline);
  const history = [...(await pipelines.actionHistory(pipeline, 100_000))];
  const found = history.map(async ([executionId, actions]): Promise<Released[]> => {
    const succeeded = actions.find(({ stage, status }) => stage === 'Deploy' && status === 'Succeeded');
    if (!succeeded) return [];
    const isStopped = (await pipelines.execution(pipeline, executionId))?.status === 'Stopped';
    const isCertain = !isStopped || succeeded.pipelineVersion === version;
    return [{ executionId, releasedAt: succeeded.updatedAt.getTime(), isCertain }];
  });
  return (await Promise.all(found)).flat();
}

/** Any of these may be the last one: the newest for certain, and whatever may have come after it. */
export function newestOf(released: readonly Released[]): Released[] {
  const certain = released.filter(({ isCertain }) => isCertain).map(({ releasedAt }) => releasedAt);
  return certain.length === 0 ? [] : released.filter(({ releasedAt }) => releasedAt >= Math.max(...certain));
}
