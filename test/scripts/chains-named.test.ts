import { chainsNamed } from '../../scripts/audit/chains-named';
import { givenAnchors, heldAnchors } from '../../src/domain/audit/held-anchors';
import type { AnchorSource } from '../../src/domain/ports/anchor-source';
import { aChain, anchorOf, linksOf, PENGUINS, stored } from '../support/builders/chains';
import { aRelease } from '../support/builders/facts';

const CONFIG = 'infra/local/mlpipeline.yaml';
const CHAIN = aChain(3);

describe('chains that are named in a terminal', () => {
  it.each([
    ['that mlpipeline.yaml names', ['penguins'], { config: CONFIG }],
    ['that something is on record in', ['penguins'], { records: linksOf(CHAIN) }],
    ['that there is an anchor of', ['pipeline:penguins'], { sources: [givenAnchors([anchorOf(CHAIN[2] as never)])] }],
    ['that has releases', ['penguins', 'penguins'], { released: ['penguins'] }],
  ])('are those %s', async (_which, names, known) => {
    expect(await named(names, known)).toEqual([PENGUINS]);
  });

  it('are always that of the workspace', async () => {
    expect(await named(['workspace'])).toEqual(['workspace']);
  });

  it.each([
    ['penguin', { config: CONFIG }, /^Nothing knows of pipeline:penguin: .* Did you mean penguins\?$/],
    ['penguin', { sources: [givenAnchors([anchorOf(CHAIN[2] as never)])] }, /Did you mean penguins\?$/],
    ['workspaces', {}, /Did you mean workspace\?$/],
    ['puffins', {}, /does not name it\.$/],
  ])('are none where nothing knows of %s', async (name, known, sentence) => {
    await expect(named([name], known)).rejects.toThrow(sentence);
  });

  it('are all that are known where none is named, though a bucket does not answer', async () => {
    const nope = heldAnchors('a bucket', () => Promise.reject(new Error('no bucket')));

    expect(await named([], { config: CONFIG, sources: [nope] })).toContain(PENGUINS);
    await expect(named([], { sources: [nope] })).rejects.toThrow('no bucket');
    await expect(named([])).rejects.toThrow(/^Which chains\?/);
  });
});

interface Known {
  config?: string;
  records?: ReturnType<typeof linksOf>;
  sources?: AnchorSource[];
  released?: string[];
}

const named = (names: string[], { config, records = [], sources = [], released = [] }: Known = {}) =>
  chainsNamed(
    names,
    {
      ...{ audit: stored(records), sources },
      releases: { newest: async (pipeline) => (released.includes(pipeline) ? [aRelease({ pipeline })] : []) },
    },
    { variables: { MLPIPELINE_CONFIG: config }, say: () => undefined },
  );
