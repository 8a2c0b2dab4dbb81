import { modelFacts } from '../../../src/domain/builds/model-facts';
import { type UseCaseBench, useCaseBench } from '../../support/use-case-bench';

describe('what the builds of an execution have reported about the model', () => {
  let bench: UseCaseBench;
  let asked: string[];

  beforeEach(() => {
    bench = useCaseBench();
    asked = [];
  });

  /** An execution whose training CodePipeline tells of, with a build beside it of which only CodeBuild knows. */
  const facts = (told: Record<string, string>, exported: Record<string, string>) => {
    const { executionId } = bench.pipelines.trained('Use flipper length', told);
    bench.builds.exports('penguins-build:1', exported);
    bench.pipelines.built(executionId, 'package', 'penguins-build:1', 'Succeeded');
    const answer = bench.builds.exportedVariables.bind(bench.builds);
    bench.builds.exportedVariables = async (buildIds) => {
      asked.push(...buildIds);
      return answer(buildIds);
    };
    return modelFacts(bench, 'penguins', executionId);
  };

  it('is what CodePipeline tells, and nothing is asked of CodeBuild then', async () => {
    expect(await facts({ MODEL_VERSION: '1.4.0' }, { MODEL_VERSION: '9' })).toMatchObject({ version: '1.4.0' });
    expect(asked).toEqual([]);
  });

  it.each([
    ['nothing', {}],
    ['metrics alone', { METRIC_ACCURACY: '0.97' }],
  ])('is asked of CodeBuild where CodePipeline tells %s', async (_what, told) => {
    expect(await facts(told, { MODEL_DIGEST: 'sha256:1' })).toMatchObject({ digest: 'sha256:1' });
    expect(asked).toEqual(['penguins-build:1']);
  });
});
