import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { CRLF, PATIENCE_MS, request, startWire, statusOf, type Wire, type WireBench } from './wire-bench';

let wire: WireBench;
beforeEach(async () => {
  wire = await startWire();
});
afterEach(() => wire.stop());

describe('somebody slow', () => {
  it.each<[string, string]>([
    ['sends nothing at all', ''],
    ['begins a header', 'POST /slack/events HTTP/1.1\r\nhost: bot\r\nx-slow: '],
    ['begins a body', request({ length: 1_000 })],
  ])('is let go after a while, who %s', async (_what, beginning) => {
    const socket = connect(wire.port, '127.0.0.1');
    socket.on('error', () => undefined);
    if (beginning) socket.write(beginning);
    const drip = setInterval(() => socket.write('a'), PATIENCE_MS / 8);
    if (!beginning) clearInterval(drip);
    const answer = await text(socket).catch(() => '');
    clearInterval(drip);

    expect(['408', '400', 'none']).toContain(statusOf(answer));
    await wire.expectWell();
  });

  it('keeps nobody else waiting, two hundred times', async () => {
    const slow = Array.from({ length: 200 }, () => connect(wire.port, '127.0.0.1').on('error', () => undefined));
    await Promise.all(slow.map((socket) => once(socket, 'connect')));
    for (const socket of slow) socket.write('POST /slack/events HTTP/1.1\r\n');

    await wire.expectWell();

    await Promise.all(slow.map((socket) => text(socket).catch(() => '')));
    await wire.expectWell();
  });
});

describe('10 MB', () => {
  const CHUNK = Buffer.alloc(65_536, 'a');

  /** Sends without end until the server has had enough; returns the most memory taken beyond what there was. */
  async function flooded(head: string, frame: Buffer): Promise<{ status: string; grownBytes: number }> {
    const used = () => process.memoryUsage().arrayBuffers;
    const before = used();
    let most = 0;
    const socket = connect(wire.port, '127.0.0.1');
    socket.on('error', () => undefined);
    const answer = text(socket).catch(() => '');
    socket.write(head);
    for (let sent = 0; sent < 10_000_000 && !socket.destroyed && socket.writable; sent += frame.length) {
      if (!socket.write(frame))
        await Promise.race([once(socket, 'drain'), once(socket, 'close')]).catch(() => undefined);
      most = Math.max(most, used() - before);
    }
    socket.destroySoon();
    return { status: statusOf(await answer), grownBytes: most };
  }

  it.each<[string, Wire, Buffer]>([
    ['that are announced', { length: 10_000_000, body: '' }, CHUNK],
    [
      'that are not announced',
      { length: 'none', body: '', more: ['transfer-encoding: chunked'] },
      Buffer.concat([Buffer.from(`${CHUNK.length.toString(16)}${CRLF}`), CHUNK, Buffer.from(CRLF)]),
    ],
  ])('are refused at the first megabyte, and not kept: %s', async (_how, sent, frame) => {
    const { status, grownBytes } = await flooded(request(sent), frame);

    // The connection may be cut before the answer is read.
    expect(['413', 'none']).toContain(status);
    expect(grownBytes).toBeLessThan(5_000_000);
    await wire.expectWell();
    expect(wire.counts['SlackRequestsRefused.too_large']).toBe(1);
  });
});
