import type { PipelineStructure } from '../../../src/domain/ports/pipelines';

/** The pipeline that the fakes and benches have in common. */
export const STRUCTURE: PipelineStructure = {
  type: 'V2',
  version: 1,
  executionMode: 'SUPERSEDED',
  variables: [{ name: 'DATASET', hasDefault: true }],
  stages: [
    {
      name: 'Source',
      actions: [
        { name: 'Checkout', category: 'Source', provider: 'CodeCommit', repository: 'penguins', branch: 'main' },
      ],
    },
    { name: 'Build', actions: [{ name: 'train', category: 'Build', provider: 'CodeBuild' }] },
    { name: 'Approve', actions: [{ name: 'Decide', category: 'Approval', provider: 'Manual' }] },
    { name: 'Deploy', actions: [{ name: 'deploy', category: 'Build', provider: 'CodeBuild' }] },
  ],
};
