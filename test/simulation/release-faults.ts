import type { UseCaseBench } from '../support/use-case-bench';

/** What the record of releases has wrong: it holds every success of the deploy stage, and production is the last of them. */
export async function releaseFaults(
  { pipelines, releases }: Pick<UseCaseBench, 'pipelines' | 'releases'>,
  pipeline: string,
): Promise<string[]> {
  const history = [...(await pipelines.actionHistory(pipeline, 100_000))];
  const released = history.flatMap(([executionId, actions]) => {
    const succeeded = actions.find(({ stage, status }) => stage === 'Deploy' && status === 'Succeeded');
    return succeeded ? [{ executionId, releasedAt: succeeded.updatedAt.getTime() }] : [];
  });
  const records = await Promise.all(released.map(({ executionId }) => releases.get(pipeline, executionId)));
  const missing = released.filter((_, index) => !records[index]);
  const [newest] = released.toSorted((one, next) => next.releasedAt - one.releasedAt);
  const last = (await releases.production(pipeline))?.last;
  const isTrue = last?.releasedAt.getTime() === newest?.releasedAt;
  return [
    ...missing.map(({ executionId }) => `release ${executionId} is not on record`),
    ...(isTrue ? [] : [`production is ${last?.executionId}, not ${newest?.executionId}`]),
  ];
}
