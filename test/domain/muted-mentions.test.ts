import {
  isMutedAnywhere,
  isMutedFor,
  type MutedMentions,
  withMentions,
} from '../../src/domain/notifications/muted-mentions';
import { useCaseBench } from '../support/use-case-bench';

/** What holds after somebody has typed all of this. */
function said(...typed: string[]): MutedMentions | undefined {
  let mutes: MutedMentions | undefined;
  for (const line of typed) {
    const [verb, pipeline] = line.split(' ');
    mutes = withMentions(mutes, { slackId: 'U0ADA', pipeline, muted: verb === 'mute' });
  }
  return mutes;
}

/** For two pipelines. */
const told = (...typed: string[]): [penguins: boolean, puffins: boolean] => {
  const mutes = said(...typed);
  return [isMutedFor(mutes, 'penguins'), isMutedFor(mutes, 'puffins')];
};

describe('whether somebody is muted', () => {
  it.each<[string[], boolean, boolean]>([
    [[], false, false],
    [['mute'], true, true],
    [['mute', 'unmute'], false, false],
    [['mute penguins'], true, false],
    [['mute penguins', 'mute penguins'], true, false],
    [['mute penguins', 'unmute penguins'], false, false],
    [['mute penguins', 'mute puffins'], true, true],
    [['mute', 'unmute penguins'], false, true],
    [['mute', 'unmute penguins', 'mute penguins'], true, true],
    [['unmute penguins'], false, false],
  ])('is, after %j, for penguins %s and for puffins %s', (typed, penguins, puffins) => {
    expect(told(...typed)).toEqual([penguins, puffins]);
  });

  it('for all is the last word, whatever was said of single pipelines before', () => {
    expect(told('mute penguins', 'unmute')).toEqual([false, false]);
    expect(told('mute', 'unmute penguins', 'mute')).toEqual([true, true]);
  });

  it('names single pipelines in alphabetical order', () => {
    expect(said('mute puffins', 'mute penguins')?.except).toEqual(['penguins', 'puffins']);
  });

  it('is worth telling where it holds anywhere', () => {
    expect(
      [[], ['mute'], ['mute penguins'], ['mute', 'unmute penguins']].map((typed) => isMutedAnywhere(said(...typed))),
    ).toEqual([false, true, true, true]);
    expect(
      [
        ['mute', 'unmute'],
        ['mute penguins', 'unmute penguins'],
      ].map((typed) => isMutedAnywhere(said(...typed))),
    ).toEqual([false, false]);
  });

  it('is kept for each person, and told back', async () => {
    const { useCases, mutes } = useCaseBench();
    const kept = await useCases.muteMentions({ slackId: 'U0ADA', pipeline: 'penguins', muted: true });

    expect(kept).toEqual({ slackId: 'U0ADA', everywhere: false, except: ['penguins'] });
    expect(await mutes.get('U0ADA')).toEqual(kept);
    expect(await mutes.get('U0BEA')).toBeUndefined();
  });
});
