import { auditItem } from '../../src/aws/audit-table';
import { storedLink } from '../../src/aws/stored-link';
import { sealRecord } from '../../src/domain/audit/audit-chain';
import { anEntry } from '../support/builders/facts';

describe('what lies in the audit table', () => {
  const record = sealRecord(undefined, anEntry());
  const item = auditItem(record);

  it('is read as the record alone: the attributes of the indexes follow from it', () => {
    expect(storedLink(item)).toEqual({ place: '000000000001', content: record });
  });

  it.each([
    [
      'an attribute of an index that somebody has altered',
      { ...item, actorId: 'U0EVE' },
      { ...record, actorId: 'U0EVE' },
    ],
    ['what nobody has sealed', { ...item, note: 'x' }, { ...record, note: 'x' }],
  ])('shows %s', (_what, stored, content) => {
    expect(storedLink(stored).content).toEqual(content);
  });

  it.each([
    ['one attribute of an index', ['timeOrder']],
    ['all of them', ['actorId', 'day', 'timeOrder']],
  ])('tells that %s was taken out, which hides it from queries', (_what, lacks) => {
    const left = Object.fromEntries(Object.entries(item).filter(([name]) => !lacks.includes(name)));

    expect(storedLink(left)).toEqual({ place: '000000000001', content: record, lacks });
  });

  it('is told as it is where it is no record at all', () => {
    const { content } = storedLink({ pk: 'a', sk: 'b', day: '2026-01-01', at: 7 });

    expect(content).toEqual({ day: '2026-01-01', at: 7 });
  });
});
