import { auditIdIn, signedReason, withoutMark } from '../../../src/domain/audit/signed-reason';
import { ADA } from '../../support/builders/facts';

const AUDIT_ID = '6f0c2c1e-8a52-4a0f-9d0c-0c8f2f4f6a11';
const MARK = ` mlpipeline/${AUDIT_ID}`;
const LIMIT = 100;
/** Characters that are left of the limit for the reason. */
const ROOM = LIMIT - `Ada (U0ADA): ${MARK}`.length;

const signed = (reason?: string) => signedReason(ADA, reason, AUDIT_ID, LIMIT);

describe('the words that AWS keeps with what we did', () => {
  it.each([
    ['with their reason', 'better', `Ada (U0ADA): better${MARK}`],
    ['without one', undefined, `Ada (U0ADA)${MARK}`],
    ['over lines and tabs as they were typed', 'a\tb\nc', `Ada (U0ADA): a\tb\nc${MARK}`],
    ['without what steers a terminal or turns a line around', 'a\u001b[31m\u202eb\u0000', `Ada (U0ADA): a[31mb${MARK}`],
    ['without halves of characters', `a${'🐧'.slice(0, 1)}b`, `Ada (U0ADA): ab${MARK}`],
  ])('name the person, %s', (_what, reason, expected) => {
    expect(signed(reason)).toBe(expected);
  });

  it('hold a reason that just fits, and all that fits of a longer one', () => {
    const fits = 'x'.repeat(ROOM);

    expect(signed(fits)).toBe(`Ada (U0ADA): ${fits}${MARK}`);
    expect(signed(`${fits}x`)).toBe(`Ada (U0ADA): ${'x'.repeat(ROOM - 2)}…${MARK}`);
  });

  it('are cut neither within a character nor behind a space', () => {
    const rest = 'y'.repeat(LIMIT);

    expect(signed(`${'x'.repeat(ROOM - 3)}🐧${rest}`)).toBe(`Ada (U0ADA): ${'x'.repeat(ROOM - 3)}…${MARK}`);
    expect(signed(`${'x'.repeat(ROOM - 3)} ${rest}`)).toBe(`Ada (U0ADA): ${'x'.repeat(ROOM - 3)}…${MARK}`);
  });

  it('tell by their end whose they are, and are shown without that', () => {
    expect(auditIdIn(signed('better'))).toBe(AUDIT_ID);
    expect(withoutMark(signed('better'))).toBe('Ada (U0ADA): better');
  });

  it.each([
    ['of whoever only quotes us', `see${MARK}, and mind it`],
    ['of somebody else', 'better'],
    ['that there are none of', undefined],
  ])('are not ours %s', (_what, words) => {
    expect(auditIdIn(words)).toBeUndefined();
    expect(withoutMark(words ?? '')).toBe(words ?? '');
  });
});
