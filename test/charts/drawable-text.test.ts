import { drawable, shortened } from '../../src/charts/drawable-text';
import { glyphsIn } from '../support/glyphs-in';

const REGULAR = require.resolve('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf');
const SEMI_BOLD = require.resolve('@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf');

describe('text in pictures', () => {
  it.each([
    ['a plain name', 'penguins-1.4.0', 'penguins-1.4.0'],
    ['accents, Greek, Cyrillic', 'Zoë Łódź Ελλάς Привет Việt', 'Zoë Łódź Ελλάς Привет Việt'],
    ['accents that come by themselves', 'Zoe\u0308', 'Zoë'],
    ['what Inter lacks', '企鹅 🐧 v1', '□□ □ v1'],
    ['an emoji made of several', '👩‍🔬️ v1', '□□ v1'],
    ['control characters, and what turns text around', 'a\u0000b\u001b[31m\u202ec\u200b', 'ab[31mc'],
    ['lines', ' one\n\ttwo ', 'one two'],
    ['half a character', 'a\ud83d!', 'a!'],
  ])('shows %s', (_what, text, shown) => {
    expect(drawable(text)).toBe(shown);
  });

  it.each([REGULAR, SEMI_BOLD])('is never of a character without a glyph in %s', (font) => {
    const glyphs = glyphsIn(font);

    const lacking = Array.from({ length: 0x3000 }, (_, point) => point).filter(
      (point) =>
        point > 0x20 && drawable(String.fromCodePoint(point)) === String.fromCodePoint(point) && !glyphs.has(point),
    );

    expect(lacking.map((point) => point.toString(16))).toEqual([]);
  });

  it('keeps both ends where it is too long', () => {
    expect(shortened('penguins-with-a-long-name-7', 11)).toBe('pengu…ame-7');
    expect(shortened('1.4.0', 5)).toBe('1.4.0');
  });
});
