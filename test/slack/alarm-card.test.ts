import type { Ring, RingingAlarm } from '../../src/domain/alarms/ring';
import { alarmCard } from '../../src/slack/alarms/alarm-card';
import { aPolicy } from '../support/builders/policies';

const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 9, minute));
const CONSOLE = { url: 'https://eu-west-1.console.aws.amazon.com', region: 'eu-west-1' };
const drift = (rest: Partial<RingingAlarm> = {}): RingingAlarm => ({
  ...{ kind: 'alarm', name: 'drift/south', reason: 'Threshold crossed', since: at(0), rangAt: at(0), times: 1 },
  ...rest,
});

describe('the card of a ring', () => {
  const message = (rest: Partial<Ring> = {}) => {
    const ring: Ring = { ringId: 'r1', since: at(0), alarms: [drift()], ...rest };
    return alarmCard({ ring, policy: aPolicy(), console: CONSOLE });
  };
  const card = (rest: Partial<Ring> = {}) => JSON.stringify(message(rest));

  it('says what rings, since when and why, and links its page of the console', () => {
    const words = card();

    expect(words).toContain('an alarm rings since <!date^1772442000');
    expect(words).toContain('/cloudwatch/home?region=eu-west-1#alarmsV2:alarm/drift%2Fsouth|drift/south>');
    expect(words).toContain('>Threshold crossed');
    expect(message().text).toBe('The alarm drift/south of penguins rings.');
  });

  it('names what production served, and how old it was', () => {
    const production = { name: '1.4.0', executionId: 'e1', releasedAt: new Date(at(0).getTime() - 3 * 24 * 3_600_000) };

    expect(card({ production })).toContain('Production served *1.4.0* when it began, released 3 d before');
  });

  it('says that all are quiet again, and for how long each rang and how often', () => {
    const alarms = [
      drift({ times: 2, quiet: { at: at(12), state: 'quiet' } }),
      drift({ name: 'latency', since: at(5), quiet: { at: at(10), state: 'unknown' } }),
    ];

    const words = card({ alarms, quietAt: at(12) });

    expect(words).toMatch(/is quiet again <!date[^>]*>, after 12 min/);
    expect(words).toMatch(/OK since <!date[^>]*>, rang for 12 min, rung 2 times/);
    expect(words).toMatch(/has too little data to tell since <!date[^>]*>, rang for 5 min/);
  });

  it('shows what rings before what is quiet, calls nobody and tells no secret', () => {
    const reason = 'Set by <!here>: --token hunter2';
    const words = card({
      alarms: [drift({ quiet: { at: at(1), state: 'quiet' } }), drift({ name: 'latency', reason })],
    });

    expect(words.indexOf('latency')).toBeLessThan(words.indexOf('drift'));
    expect(words).not.toMatch(/<!here>|hunter2/);
  });

  it('keeps within what Slack takes', () => {
    const alarms = Array.from({ length: 100 }, (_, index) =>
      drift({ name: `${index}${'&'.repeat(250)}`, reason: '<'.repeat(1_000) }),
    );

    const { blocks } = message({ alarms });

    const texts = blocks.flatMap((block) => (block.type === 'section' ? (block.text?.text ?? '') : []));
    expect(Math.max(...texts.map(({ length }) => length))).toBeLessThanOrEqual(3_000);
    expect(JSON.stringify(blocks)).toContain('and 90 more');
  });
});
