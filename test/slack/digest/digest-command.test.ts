import { readArguments } from '../../../src/slack/command-arguments';
import { digestCommand } from '../../../src/slack/digest/digest-command';
import { ADA, aRelease } from '../../support/builders/facts';
import { unsentPictures } from '../../support/unsent-pictures';
import { ada, useCaseBench } from '../../support/use-case-bench';

describe('the digest command', () => {
  it.each([
    ['tells no rate where nothing has failed', false, '3 releases, 1 rollback'],
    [
      'tells how many releases have failed in production',
      true,
      '3 releases, of which 1 failed in production (33 %), 1 rollback',
    ],
  ])('%s', async (_what, isBad, words) => {
    const bench = useCaseBench();
    const minute = (minutes: number) => new Date(bench.clock.now().getTime() - 60_000 * minutes);
    const mark = { as: 'bad', by: ADA, at: minute(1), reason: 'drift' } as const;
    const history = [
      aRelease({ executionId: 'e1', releasedAt: minute(5) }),
      aRelease({ executionId: 'e2', releasedAt: minute(4), ...(isBad && { mark }) }),
      aRelease({ executionId: 'e3', releasedAt: minute(3) }),
      aRelease({ executionId: 'e4', releasedAt: minute(2), rollback: { how: 'stage', targetId: 'e3' } }),
      aRelease({ executionId: 'e5', releasedAt: minute(1), stage: 'Canary' }),
    ];
    for (const one of history) await bench.releases.update('penguins', one.executionId, () => one);
    await bench.releases.updateProduction('penguins', () => ({ pipeline: 'penguins', stage: 'Deploy' }));
    const { readDigest } = bench.useCases;
    const pictures = await unsentPictures();
    const verb = digestCommand({ ...bench, ...bench.ports, readDigest, pictures, now: bench.clock.now });
    const said: unknown[] = [];
    const respond = async (answer: unknown) => void said.push(answer);

    await verb.run({ respond, caller: ada, args: readArguments(['today'], verb) } as never);

    expect(JSON.stringify(said)).toContain(`*penguins*  no executions started, ${words}`);
  });
});
