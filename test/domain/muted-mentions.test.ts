import { isMutedFor, type MutedMentions, withMentions } from '../../src/domain/notifications/muted-mentions';

/** What holds after somebody has typed all of this, for two pipelines. */
function told(...typed: string[]): [penguins: boolean, puffins: boolean] {
  let mutes: MutedMentions | undefined;
  for (const line of typed) {
    const [verb, pipeline] = line.split(' ');
    mutes = withMentions(mutes, { slackId: 'U0ADA', pipeline, muted: verb === 'mute' });
  }
  return [isMutedFor(mutes, 'penguins'), isMutedFor(mutes, 'puffins')];
}

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
});
