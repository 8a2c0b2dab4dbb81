import {
  barredBy,
  didInWords,
  type InvolvedPerson,
  unknownInWords,
  unknownPeople,
} from '../../../src/domain/policies/four-eyes';

const wrote = (name: string, rest: Partial<InvolvedPerson> = {}): InvolvedPerson => ({
  part: 'wrote',
  name,
  address: `${name}@example.com`,
  ...rest,
});

describe('four eyes', () => {
  it('bar whoever had any part in a release, and nobody else', () => {
    const people = (['started', 'wrote', 'committed', 'pushed'] as const).map((part) =>
      wrote(part, { part, slackId: `U0${part}` }),
    );

    for (const person of people) expect(barredBy({ people }, person.slackId ?? '')).toBe(person);
    expect(barredBy({ people }, 'U0OTHER')).toBeUndefined();
  });

  it('take a robot for nobody, and somebody unknown for no one in particular', () => {
    const people = [wrote('renovate', { slackId: 'bot' }), wrote('bo')];

    expect(barredBy({ people }, 'bot')).toBeUndefined();
    expect(barredBy({ people }, '')).toBeUndefined();
    expect(unknownPeople({ people })).toEqual([wrote('bo')]);
  });

  it('know nobody by an id that is empty', () => {
    const people = [wrote('bo', { slackId: '' })];

    expect(unknownPeople({ people })).toEqual(people);
  });

  it('tell each unknown person once, by address, or by name where there is none', () => {
    const people = [
      wrote('bo', { commitId: 'c2' }),
      wrote('Bo', { address: 'bo@example.com', part: 'committed', commitId: 'c1' }),
      wrote('eve', { address: undefined }),
      wrote('eve', { address: undefined, part: 'pushed' }),
    ];

    expect(unknownPeople({ people })).toEqual([people[0], people[2]]);
  });

  it.each<[InvolvedPerson, string]>([
    [wrote('a', { part: 'started' }), 'started this execution'],
    [wrote('a', { part: 'registered' }), 'registered this version'],
    [wrote('a', { commitId: '1a2b3c4d5e6f' }), 'wrote commit 1a2b3c4'],
    [wrote('a', { part: 'committed', commitId: '1a2b3c4' }), 'committed commit 1a2b3c4'],
    [wrote('a', { part: 'pushed' }), 'pushed a commit of this release'],
  ])('say what somebody did (%#)', (person, says) => {
    expect(didInWords(person)).toBe(says);
  });

  it('say what to add for an unknown person, and that nothing can be added without an address', () => {
    expect(unknownInWords({ people: [wrote('bo'), wrote('eve', { address: undefined })] })).toEqual([
      'Who in Slack is bo, who wrote a commit of this release? Add to people in mlpipeline.yaml: "bo@example.com": U… (their Slack id), or bot if it is a robot.',
      'Who in Slack is eve, who wrote a commit of this release? No address is known by which to name them in mlpipeline.yaml.',
    ]);
  });

  it.each([
    [3, undefined],
    [4, '1 more person is unknown too: Details lists them.'],
    [50, '47 more people are unknown too: Details lists them.'],
  ])('tell of %i unknown people no more than a card can hold', (count, more) => {
    const people = Array.from({ length: count }, (_, n) => wrote(`person-${n}`));

    const told = unknownInWords({ people });

    expect(told).toHaveLength(more ? 4 : 3);
    expect(told[3]).toBe(more);
  });

  it('cut names that somebody has made long', () => {
    const [told = ''] = unknownInWords({ people: [wrote('x'.repeat(10_000))] });

    expect(told.length).toBeLessThan(600);
  });

  it('cut no name that fits', () => {
    const [whole = '', cut = ''] = unknownInWords({ people: [60, 61].map((length) => wrote('x'.repeat(length))) });

    expect(whole).toMatch(/is x{60}, who/);
    expect(cut).toMatch(/is x{59}…, who/);
  });
});
