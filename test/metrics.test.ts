import pino from 'pino';
import { createMetrics } from '../src/metrics';
import { Clock } from './support/fakes/clock';

describe('counting', () => {
  let clock: Clock;
  let told: Record<string, number>[];

  const counter = () => {
    const write = (line: string) => told.push(JSON.parse(line).counts);
    return createMetrics(pino({ level: 'info' }, { write }), clock.now);
  };

  beforeEach(() => {
    clock = new Clock();
    told = [];
  });

  it('tells each name at once when it is counted for the first time', () => {
    const metrics = counter();

    metrics.count('event.ignored');
    metrics.count('event.ignored');
    metrics.count('event.malformed');

    expect(told).toEqual([{ 'event.ignored': 1 }, { 'event.ignored': 2, 'event.malformed': 1 }]);
    expect(metrics.counts).toEqual({ 'event.ignored': 2, 'event.malformed': 1 });
  });

  it('tells the totals once a minute, however much is counted', () => {
    const metrics = counter();

    for (let second = 0; second <= 120; second++) {
      for (let index = 0; index < 100; index++) metrics.count('event.handled.stage');
      clock.advance(1_000);
    }

    expect(told.map((counts) => counts['event.handled.stage'])).toEqual([1, 6_001, 12_001]);
  });
});
