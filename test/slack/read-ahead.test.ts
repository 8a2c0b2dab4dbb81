import type { Approval } from '../../src/domain/approvals/approval';
import { ACTION, approvalKey } from '../../src/slack/ids';
import { readingAhead } from '../../src/slack/read-ahead';
import { anApproval } from '../support/builders/facts';
import { Clock } from '../support/fakes/clock';
import { fakeApprovals } from '../support/fakes/fake-approvals';
import { held } from '../support/fakes/held';

const APPROVAL = anApproval();
const { approvalId } = APPROVAL;

const press = (action_id: string, value: unknown = approvalKey(APPROVAL)) => ({
  type: 'block_actions',
  actions: [{ action_id, value }],
});

describe('what is read while a request is checked', () => {
  let clock: Clock;
  let read: string[];
  let stored: ReturnType<typeof fakeApprovals>;
  let ahead: ReturnType<typeof readingAhead>;

  beforeEach(async () => {
    clock = new Clock();
    read = [];
    stored = fakeApprovals();
    await stored.update(approvalId, () => APPROVAL);
    const get = (id: string) => {
      read.push(id);
      return stored.get(id);
    };
    const counted = { ...stored, get };
    ahead = readingAhead(counted, clock.now);
  });

  const waitsBehind = (count: number) =>
    stored.update(approvalId, (current) => current && { ...current, waitingBehind: count });

  it.each([ACTION.approve, ACTION.confirmApprove, ACTION.confirmReject])(
    'is the approval that %s decides: once, for whoever reads it first',
    async (action) => {
      const [first, second] = await ahead.readAhead(press(action), async () => {
        expect(read).toEqual([approvalId]);
        await waitsBehind(1);
        return [await ahead.approvals.get(approvalId), await ahead.approvals.get(approvalId)];
      });

      expect(first).toEqual({ ...APPROVAL, version: 1 });
      expect(second).toMatchObject({ waitingBehind: 1 });
      expect(read).toEqual([approvalId, approvalId]);
    },
  );

  it('is begun before the check has ended, and is for nobody but the one who follows from it', async () => {
    const check = held({ passes: async () => true }, 'passes');
    const deciding = ahead.readAhead(press(ACTION.approve), async () => {
      await check.port.passes();
      return ahead.approvals.get(approvalId);
    });
    await check.reached;
    const elsewhere = await ahead.approvals.get(approvalId);

    check.release();

    expect(await deciding).toEqual(elsewhere);
    expect(read).toEqual([approvalId, approvalId]);
  });

  it('is read anew where the check took long, and where another one is asked for', async () => {
    const late = await ahead.readAhead(press(ACTION.approve), async () => {
      await waitsBehind(2);
      clock.advance(2_001);
      return ahead.approvals.get(approvalId);
    });
    const other = await ahead.readAhead(press(ACTION.approve), () => ahead.approvals.get('another'));

    expect(late).toMatchObject({ waitingBehind: 2 });
    expect(other).toBeUndefined();
    expect(read).toEqual([approvalId, approvalId, approvalId, 'another']);
  });

  it('fails for whoever needs it, and for nobody else', async () => {
    const away = { ...stored, get: (): Promise<Approval> => Promise.reject(new Error('the table is away')) };
    const { readAhead, approvals } = readingAhead(away, clock.now);

    expect(await readAhead(press(ACTION.approve), async () => 'seen before')).toBe('seen before');
    await expect(readAhead(press(ACTION.approve), () => approvals.get(approvalId))).rejects.toThrow('is away');
  });

  it.each<[string, unknown]>([
    ['a button that decides nothing', press(ACTION.details)],
    ['a button without a key', press(ACTION.approve, '')],
    ['a key that is no text', press(ACTION.approve, { approvalId })],
    ['a button of nobody’s', press('__proto__')],
    ['no list of buttons', { type: 'block_actions', actions: 'approve' }],
    ['a command', { command: '/mlpipeline', text: 'approve penguins' }],
    ['nothing at all', undefined],
  ])('is nothing for %s', async (_what, body) => {
    expect(await ahead.readAhead(body, async () => 'checked')).toBe('checked');

    expect(read).toEqual([]);
  });
});
