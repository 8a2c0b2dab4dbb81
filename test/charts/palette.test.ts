import { PALETTE, SIDE_BY_SIDE } from '../../src/charts/palette';

type Three<T> = readonly [T, T, T];
type Colour = Three<number>;

const eachOf = <T>([first, second, third]: Three<T>, of: (one: T) => number): Colour => [
  of(first),
  of(second),
  of(third),
];

/** Red, green and blue as amounts of light, 0 to 1 (sRGB, IEC 61966-2-1). */
const light = (hex: string): Colour =>
  eachOf([1, 3, 5], (at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });

const luminance = ([red, green, blue]: Colour): number => 0.2126 * red + 0.7152 * green + 0.0722 * blue;

/** WCAG 2.2, "contrast ratio". */
function contrast(one: Colour, other: Colour): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const EVERYBODY: Three<Colour> = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];

/** Machado, Oliveira and Fernandes 2009, "A Physiologically-based Model for Simulation of Color Vision Deficiency", severity 1. */
const EYES: Record<string, Three<Colour>> = {
  'everybody else': EVERYBODY,
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

const seen = (eyes: string, colour: Colour): Colour =>
  eachOf(EYES[eyes] ?? EVERYBODY, (row) => {
    const part = row.reduce((sum, one, index) => sum + one * (colour[index] ?? 0), 0);
    return Math.min(1, Math.max(0, part));
  });

/** How far apart two colours are to the eye (CIE 1976, L*a*b*; about 2 is the least that is noticed). */
function distance(one: Colour, other: Colour): number {
  const [first, second] = [lab(one), lab(other)];
  return Math.hypot(...first.map((part, index) => part - (second[index] ?? 0)));
}

function lab([red, green, blue]: Colour): Colour {
  const [x, y, z] = [
    (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047,
    0.2126 * red + 0.7152 * green + 0.0722 * blue,
    (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883,
  ].map((part) => (part > 0.008856 ? Math.cbrt(part) : 7.787 * part + 16 / 116)) as [number, number, number];
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const background = light(PALETTE.background);

describe('the colours of pictures', () => {
  it.each(['text', 'quiet', 'gate', 'bad', 'back'] as const)('let %s be read on their background', (name) => {
    expect(contrast(light(PALETTE[name]), background)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['good', 'bad', 'back', 'line', 'gate'] as const)('let a mark of %s be seen on their background', (name) => {
    expect(contrast(light(PALETTE[name]), background)).toBeGreaterThanOrEqual(3);
  });

  it.each(Object.keys(EYES))('are told apart with the eyes of %s', (eyes) => {
    for (const [one, other] of SIDE_BY_SIDE) {
      const apart = distance(seen(eyes, light(PALETTE[one])), seen(eyes, light(PALETTE[other])));
      expect([one, other, apart > 20]).toEqual([one, other, true]);
    }
  });

  it('of what went well and what did not differ in brightness too, so that a grey print tells them apart', () => {
    expect(contrast(light(PALETTE.good), light(PALETTE.bad))).toBeGreaterThan(2);
    expect(contrast(light(PALETTE.good), light(PALETTE.back))).toBeGreaterThan(2);
  });
});
