import { type RollbackFacts, whyNot } from '../../src/domain/releases/rollback-ways';
import { aRelease } from '../support/builders/facts';
import { STRUCTURE } from '../support/fakes/penguins-structure';

const source = (provider: string) => ({ name: 'Checkout', category: 'Source', provider });
const withSources = (...providers: string[]) => ({
  ...STRUCTURE,
  stages: [{ name: 'Source', actions: providers.map(source) }, ...STRUCTURE.stages.slice(1)],
});
const release = aRelease({ executionId: 'e1', pipelineVersion: STRUCTURE.version });
const commitId = release.revision?.commitId ?? '';
const facts = (rest: Partial<RollbackFacts> = {}): RollbackFacts => ({
  stage: 'Deploy',
  structure: STRUCTURE,
  stages: [{ stage: 'Deploy', executionId: 'e9', status: 'Succeeded' }],
  succeededIds: new Set(['e1']),
  lostCommits: new Set(),
  ...rest,
});

describe('the ways in which a release can be restored', () => {
  it('are both, where nothing stands against it', () => {
    expect(whyNot(release, facts())).toEqual({});
  });

  it.each<[string, Partial<RollbackFacts>, RegExp]>([
    ['in PARALLEL mode', { structure: { ...STRUCTURE, executionMode: 'PARALLEL' } }, /PARALLEL/],
    ['of the first stage', { stage: 'Source' }, /stage of the source/],
    ['that CodePipeline does not know any more', { succeededIds: new Set() }, /does not know it any more/],
    [
      'from before the pipeline was edited',
      { succeededIds: new Set(), structure: { ...STRUCTURE, version: STRUCTURE.version + 1 } },
      /edited since/,
    ],
    [
      'while an execution is in the stage',
      { stages: [{ stage: 'Deploy', executionId: '12345678-aaaa', status: 'InProgress' }] },
      /12345678 is in the stage Deploy just now/,
    ],
    [
      'while an execution is stopping there',
      { stages: [{ stage: 'Deploy', executionId: '12345678-aaaa', status: 'Stopping' }] },
      /just now/,
    ],
  ])('are not by stage %s', (_what, rest, why) => {
    expect(whyNot(release, facts(rest))).toEqual({ stage: expect.stringMatching(why) });
  });

  it('are not by stage where the record does not know the pipeline version, and CodePipeline not the execution', () => {
    const old = { ...release, pipelineVersion: undefined };

    expect(whyNot(old, facts({ succeededIds: new Set() })).stage).toMatch(/edited since/);
  });

  it.each<[string, Partial<RollbackFacts>, RegExp]>([
    ['whose commit the repository has lost', { lostCommits: new Set([commitId]) }, /does not have its commit/],
    ['of two sources', { structure: withSources('CodeCommit', 'S3') }, /2 sources/],
    ['of no source', { structure: withSources() }, /0 sources/],
    ['of a bucket', { structure: withSources('S3') }, /\(S3\) has no commits/],
    ['of a registry of images', { structure: withSources('ECR') }, /\(ECR\) has no commits/],
  ])('are not by revision %s', (_what, rest, why) => {
    expect(whyNot(release, facts(rest))).toEqual({ revision: expect.stringMatching(why) });
  });

  it('are not by revision where no commit is on record', () => {
    expect(whyNot({ ...release, revision: undefined }, facts())).toEqual({
      revision: 'Its commit is not on record.',
    });
  });

  it.each(['CodeCommit', 'CodeStarSourceConnection', 'GitHub'])('are by revision from %s', (provider) => {
    expect(whyNot(release, facts({ structure: withSources(provider) }))).toEqual({});
  });

  it('are none in a pipeline of type V1', () => {
    expect(whyNot(release, facts({ structure: { ...STRUCTURE, type: 'V1' } }))).toEqual({
      stage: expect.stringContaining('V2'),
      revision: expect.stringContaining('V2'),
    });
  });
});
