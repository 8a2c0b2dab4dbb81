import { digestPlansFrom } from '../../src/config/digest';
import { parseConfiguration } from '../../src/config/load';
import { mistakesOf, SIX_LINES } from './mistakes-of';

const plansOf = (digest: string) => digestPlansFrom(parseConfiguration(`${TWO}${digest}`, 'mlpipeline.yaml'));
const TWO = `roles: { approver: [U012ABCDEF] }
channel: C0COMMON
pipelines:
  fraud: {}
  churn: { channel: C0CHURN }
  spam: {}
`;
const nine = { hour: 9, minute: 0 };

describe('the daily digest in the file', () => {
  it('comes to every channel of a pipeline at nine, UTC, where nothing is said of it', () => {
    expect(plansOf('')).toEqual([
      { channel: 'C0COMMON', timeZone: 'UTC', at: nine },
      { channel: 'C0CHURN', timeZone: 'UTC', at: nine },
    ]);
  });

  it('comes at the time and in the zone of the file, and a channel has its own', () => {
    const digest = 'digest: { at: 08:30, timeZone: Europe/Berlin, channels: { C0CHURN: { timeZone: Asia/Tokyo } } }';

    expect(plansOf(digest)).toEqual([
      { channel: 'C0COMMON', timeZone: 'Europe/Berlin', at: { hour: 8, minute: 30 } },
      { channel: 'C0CHURN', timeZone: 'Asia/Tokyo', at: { hour: 8, minute: 30 } },
    ]);
  });

  it('comes nowhere, or only where it is wanted', () => {
    expect(plansOf('digest: { daily: false }')).toEqual([]);
    expect(plansOf('digest: { channels: { C0CHURN: { daily: false } } }')).toHaveLength(1);
    expect(plansOf('digest: { daily: false, channels: { C0CHURN: { daily: true } } }')).toEqual([
      { channel: 'C0CHURN', timeZone: 'UTC', at: nine },
    ]);
  });

  it.each([
    ['digest: { at: 9:00 }', '7: digest.at must be a time of day such as 09:00'],
    ['digest: { at: 24:00 }', '7: digest.at must be a time of day such as 09:00'],
    [
      'digest: { timeZone: Europe/Berlim }',
      '7: digest.timeZone must be an IANA time zone: did you mean Europe/Berlin or Europe/Dublin or Europe/Jersey?',
    ],
    ['digest: { channels: { C0OTHER: {} } }', '7: digest.channels.C0OTHER is the channel of no pipeline'],
    ['digest: { chanels: {} }', '7: “chanels” is no key of digest. Did you mean channels?'],
  ])('%s is a mistake', (digest, mistake) => {
    expect(mistakesOf(() => parseConfiguration(`${SIX_LINES}${digest}`, 'mlpipeline.yaml'))).toEqual([
      `mlpipeline.yaml:${mistake}`,
    ]);
  });
});
