import { deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const [WIDTH, HEIGHT] = [480, 200];
const PALETTE = Buffer.from([0xf4, 0xf6, 0xf8, 0x12, 0x64, 0xa3, 0xd8, 0xdd, 0xe2]);
const BARS = [0.38, 0.44, 0.41, 0.58, 0.66, 0.63, 0.74, 0.88];

/** A small bar chart as a PNG (ISO/IEC 15948), palette colours only. */
export function barChart(): Uint8Array<ArrayBuffer> {
  const rows = Array.from({ length: HEIGHT }, (_, y) =>
    Buffer.from([0, ...Array.from({ length: WIDTH }, (_, x) => colourAt(x, y))]),
  );
  const header = Buffer.alloc(13);
  header.writeUInt32BE(WIDTH, 0);
  header.writeUInt32BE(HEIGHT, 4);
  header.set([8, 3], 8); // 8 bits, palette
  const chunks = [chunk('IHDR', header), chunk('PLTE', PALETTE), chunk('IDAT', deflateSync(Buffer.concat(rows)))];
  return new Uint8Array(Buffer.concat([SIGNATURE, ...chunks, chunk('IEND', Buffer.alloc(0))]));
}

function colourAt(x: number, y: number): number {
  const bar = Math.floor(x / 60);
  if (x % 60 >= 14 && x % 60 < 46 && y > HEIGHT * (1 - (BARS[bar] ?? 0))) return 1;
  return y % 40 === 39 ? 2 : 0;
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(data.length, 0);
  named.copy(framed, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
