import { digestCardKey } from '../../../src/domain/cards';
import { sendDigests } from '../../../src/domain/digest/send-digests';
import { Clock } from '../../support/fakes/clock';
import { FakeNotifier } from '../../support/fakes/fake-notifier';
import { failureOf } from '../../support/use-case-bench';

const HOUR_MS = 3_600_000;
/** The clock begins at nine of 2 March. */
const at = (hour: number) => ({ hour, minute: 0 });
const BERLIN = { channel: 'C0BERLIN', timeZone: 'Europe/Berlin', at: at(10) };
const LATER = { channel: 'C0LATER', timeZone: 'Europe/Berlin', at: at(11) };

describe('the digests of the day', () => {
  it('are each due in their channel from their time on, and asked for once a day', async () => {
    const clock = new Clock();
    const due: string[] = [];
    const notifier = Object.assign(new FakeNotifier(), { cardDue: async (key: string) => void due.push(key) });
    const send = sendDigests({ digests: [BERLIN, LATER], notifier, now: clock.now });
    const [first, later, next] = [
      digestCardKey('C0BERLIN', '2026-03-02'),
      digestCardKey('C0LATER', '2026-03-02'),
      digestCardKey('C0BERLIN', '2026-03-03'),
    ];

    await send();
    expect(due).toEqual([first]);
    clock.advance(HOUR_MS);
    await send();
    await send();
    expect(due).toEqual([first, later]);
    clock.advance(23 * HOUR_MS);
    await send();
    expect(due).toEqual([first, later, next]);
  });

  it('do not wait for one that cannot be sent, which is told, and asked for again', async () => {
    const { now } = new Clock();
    const due: string[] = [];
    let isAway = true;
    const cardDue = async (key: string) => {
      if (isAway && key.includes('C0BERLIN')) throw new Error('the table is away');
      due.push(key);
    };
    const notifier = Object.assign(new FakeNotifier(), { cardDue });
    const other = { ...BERLIN, channel: 'C0OTHER' };
    const send = sendDigests({ digests: [BERLIN, other], notifier, now });

    expect(await failureOf(send())).toMatchObject({ message: 'the table is away' });
    isAway = false;
    await send();

    expect(due).toEqual(['C0OTHER', 'C0BERLIN'].map((channel) => digestCardKey(channel, '2026-03-02')));
  });
});
