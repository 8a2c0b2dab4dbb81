import { readFileSync } from 'node:fs';

/** Code points that a TrueType font has a glyph for (OpenType, "cmap": format 12, else format 4). */
export function glyphsIn(path: string): ReadonlySet<number> {
  const font = readFileSync(path);
  const tables = Array.from({ length: font.readUInt16BE(4) }, (_, index) => 12 + 16 * index);
  const record = tables.find((at) => font.toString('latin1', at, at + 4) === 'cmap');
  if (record === undefined) throw new Error(`${path} has no cmap`);
  const cmap = font.subarray(font.readUInt32BE(record + 8));
  const found = new Set<number>();
  for (let index = 0; index < cmap.readUInt16BE(2); index += 1) {
    const part = cmap.subarray(cmap.readUInt32BE(4 + 8 * index + 4));
    if (part.readUInt16BE(0) === 12) readGroups(part, found);
    if (part.readUInt16BE(0) === 4) readSegments(part, found);
  }
  return found;
}

function readGroups(part: Buffer, found: Set<number>): void {
  for (let group = 0; group < part.readUInt32BE(12); group += 1) {
    const [first, last] = [part.readUInt32BE(16 + 12 * group), part.readUInt32BE(20 + 12 * group)];
    for (let point = first; point <= last; point += 1) found.add(point);
  }
}

/** Every code point of a segment is taken for one that has a glyph: what the font maps to nothing is left out by its own makers. */
function readSegments(part: Buffer, found: Set<number>): void {
  const count = part.readUInt16BE(6) / 2;
  for (let segment = 0; segment < count; segment += 1) {
    const last = part.readUInt16BE(14 + 2 * segment);
    const first = part.readUInt16BE(16 + 2 * count + 2 * segment);
    for (let point = first; point <= last && point < 0xffff; point += 1) found.add(point);
  }
}
