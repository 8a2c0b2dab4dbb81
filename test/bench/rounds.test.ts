import { roundsTo, type TimedCall } from '../../bench/rounds';

const call = (name: string, from: number, until: number): TimedCall => ({ name, from, until });

describe('the rounds on the way to a call', () => {
  it('are the longest chain of calls each of which may have waited for the one before', () => {
    const last = call('answer', 90, 120);
    const calls = [
      call('get', 0, 20),
      call('slow', 21, 60),
      call('quick', 22, 40),
      call('after quick', 41, 80),
      call('after slow', 61, 89),
      last,
      call('afterwards', 121, 140),
    ];

    expect(roundsTo(last, calls)).toEqual([
      { names: ['get'], from: 0 },
      { names: ['slow', 'quick'], from: 21 },
      { names: ['after quick', 'after slow'], from: 41 },
      { names: ['answer'], from: 90 },
    ]);
  });

  it('count nothing that had not been answered when the call came', () => {
    const last = call('answer', 10, 30);

    expect(roundsTo(last, [last, call('beside', 5, 60), call('later', 11, 12)])).toEqual([
      { names: ['beside', 'answer'], from: 5 },
    ]);
  });
});
