import { type CodePipeline, createCodePipeline } from '../../../infra/local/aws/codepipeline/create-codepipeline';
import type { PipelineDeclaration } from '../../../infra/local/aws/codepipeline/state';
import { HeldBuilds } from './codepipeline/held-builds';
import { MemorySources } from './codepipeline/memory-sources';
import { approvalAction, PIPELINE, SOURCE_ACTION } from './codepipeline/pipelines';
import type { BenchParts } from './service-bench';

/** A source and one approval or several side by side, so that nothing has to be built. */
export const approvingPipeline = (
  configuration: Record<string, string> = {},
  ...names: string[]
): PipelineDeclaration => ({
  ...PIPELINE,
  stages: [
    { name: 'Source', actions: [SOURCE_ACTION] },
    {
      name: 'Approve',
      actions: (names.length > 0 ? names : ['Decide']).map((name) =>
        approvalAction(name, { configuration, timeoutInMinutes: 90 }),
      ),
    },
  ],
});

/** A CodePipeline without pipelines, whose sources have one commit. */
export function codePipelineOf({ emit, clock, file }: BenchParts, folder = '.'): CodePipeline {
  const sources = new MemorySources();
  sources.commit('penguins', 'main', 'first');
  return createCodePipeline({
    builds: new HeldBuilds(file(`${folder}/builds`)),
    sources,
    emit,
    clock,
    stateFile: file(`${folder}/codepipeline.json`),
    artifactDirectory: file(`${folder}/artifacts`),
  });
}
