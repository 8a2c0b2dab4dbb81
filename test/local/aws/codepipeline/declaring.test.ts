import type { PipelineDeclaration } from '../../../../infra/local/aws/codepipeline/state';
import { type CodePipelineBench, startBench } from './codepipeline-bench';
import { approvalAction, buildAction, PIPELINE, SOURCE_ACTION } from './pipelines';

describe('declaring a pipeline', () => {
  let bench: CodePipelineBench;
  beforeAll(async () => {
    bench = await startBench();
  });
  afterAll(() => bench.close());

  const source = { name: 'Source', actions: [SOURCE_ACTION] };
  const build = { name: 'Build', actions: [buildAction('Build', 'train')] };
  const lambda = { category: 'Invoke', owner: 'AWS', provider: 'Lambda', version: '1' } as const;

  const deployment = { category: 'Deploy', owner: 'AWS', provider: 'CodeBuild', version: '1' } as const;

  it.each<[string, Partial<PipelineDeclaration>, string]>([
    ['a name that is taken', {}, 'PipelineNameInUseException'],
    ['an illegal name', { name: 'two words' }, 'ValidationException'],
    ['mode QUEUED in a V1 pipeline', { pipelineType: 'V1', executionMode: 'QUEUED' }, 'InvalidStructureException'],
    ['mode PARALLEL in a V1 pipeline', { pipelineType: 'V1', executionMode: 'PARALLEL' }, 'InvalidStructureException'],
    [
      'a timeout of an action that is no approval',
      {
        stages: [source, { name: 'Build', actions: [buildAction('Build', 'train', { timeoutInMinutes: 60 })] }],
      },
      'InvalidActionDeclarationException',
    ],
    ...[4, 86_401].map((timeoutInMinutes): [string, Partial<PipelineDeclaration>, string] => [
      `an approval timeout of ${timeoutInMinutes} minutes`,
      { stages: [source, { name: 'Approve', actions: [approvalAction('Decide', { timeoutInMinutes })] }] },
      'ValidationException',
    ]),
    [
      'a rollback of its source stage',
      { stages: [{ ...source, onFailure: { result: 'ROLLBACK' } }, build] },
      'InvalidStageDeclarationException',
    ],
    ['one stage', { stages: [source] }, 'InvalidStructureException'],
    ['no source', { stages: [build, { ...build, name: 'Again' }] }, 'InvalidStructureException'],
    ['a source in a later stage', { stages: [source, { ...source, name: 'Late' }] }, 'InvalidStructureException'],
    ['two stages of one name', { stages: [source, build, build] }, 'InvalidStageDeclarationException'],
    [
      'two actions of one name',
      { stages: [source, { name: 'Twice', actions: [approvalAction('Decide'), approvalAction('Decide')] }] },
      'InvalidActionDeclarationException',
    ],
    [
      'an action type that is not offered',
      { stages: [source, { name: 'Call', actions: [{ name: 'call', actionTypeId: lambda }] }] },
      'InvalidActionDeclarationException',
    ],
    [
      'a deployment by CodeBuild, which AWS knows for building and testing only',
      {
        stages: [
          source,
          { name: 'Deploy', actions: [{ ...buildAction('Build', 'deploy'), actionTypeId: deployment }] },
        ],
      },
      'InvalidActionDeclarationException',
    ],
    [
      'a build without project',
      { stages: [source, { name: 'Build', actions: [{ ...buildAction('Build', 'train'), configuration: {} }] }] },
      'InvalidActionDeclarationException',
    ],
    [
      'a build without input',
      { stages: [source, { name: 'Build', actions: [buildAction('Build', 'train', { inputArtifacts: [] })] }] },
      'InvalidActionDeclarationException',
    ],
    [
      'a source without output',
      { stages: [{ name: 'Source', actions: [{ ...SOURCE_ACTION, outputArtifacts: [] }] }, build] },
      'InvalidActionDeclarationException',
    ],
    [
      'a build with secondary artifacts',
      {
        stages: [
          source,
          {
            name: 'Build',
            actions: [buildAction('Build', 'train', { outputArtifacts: [{ name: 'A' }, { name: 'B' }] })],
          },
        ],
      },
      'InvalidActionDeclarationException',
    ],
  ])('is refused with %s', (what, change, code) => {
    const declaration = { ...PIPELINE, ...(what !== 'a name that is taken' && { name: 'other' }), ...change };

    expect(() => bench.createPipeline(declaration)).toThrow(expect.objectContaining({ code }));
  });
});
