import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { hashOf, nowInSeconds, request, startWire, statusOf, type Wire, type WireBench } from './wire-bench';

const EVENT = JSON.stringify({
  type: 'event_callback',
  team_id: 'T1',
  event: { type: 'user_change', user: { id: 'U1' } },
});

let wire: WireBench;
beforeEach(async () => {
  wire = await startWire();
});
afterEach(() => wire.stop());

describe('a request that is wrong on the wire', () => {
  const zero = '0'.repeat(64);
  it.each<[string, Wire, string]>([
    ['is longer than it says', { length: 10 }, '400'],
    ['has two signatures', { more: [`x-slack-signature: v0=${zero}`] }, '401'],
    ['has two times', { more: ['x-slack-request-timestamp: 1'] }, '401'],
    ['has a signature of half the length', { signature: `v0=${zero.slice(32)}` }, '401'],
    ['has a signature of twice the length', { signature: `v0=${zero}${zero}` }, '401'],
    ['has a signature of 10,000 characters', { signature: `v0=${'a'.repeat(10_000)}` }, '401'],
    ['has a signature in another alphabet', { signature: `v0=${'é'.repeat(32)}` }, '401'],
    ['has a time as ISO', { time: '2026-03-01T00:00:00Z' }, '401'],
    ['has a time that is no number', { time: 'NaN' }, '401'],
    ['has an endless time', { time: 'Infinity' }, '401'],
    ['has a time in powers of ten', { time: '1e9' }, '401'],
    ['has a time in base 16', { time: '0x6553f100' }, '401'],
    ['has a time before time', { time: '-62135596800' }, '401'],
    ['has a time far ahead', { time: '999999999999' }, '401'],
    ['has a time of 1,000 digits', { time: '9'.repeat(1_000) }, '401'],
    ['is chunked and has a length', { more: ['transfer-encoding: chunked'] }, '400'],
    ['has two lengths', { more: ['content-length: 7'] }, '400'],
    ['has a length below zero', { length: -1 }, '400'],
    ['is chunked into what are no chunks', { length: 'none', more: ['transfer-encoding: chunked'] }, '400'],
    ['has 100 kB of headers', { more: [`x-long: ${'a'.repeat(100_000)}`] }, '431'],
    ['promises 10 MB and waits to be asked for it', { length: 10_000_000, more: ['expect: 100-continue'] }, '413'],
    ['is for another path', { line: 'POST /slack/events/../actions HTTP/1.1' }, '404'],
    ['is for no path', { line: 'POST // HTTP/1.1' }, '404'],
    ['is a PUT', { line: 'PUT /slack/events HTTP/1.1' }, '404'],
    ['is a DELETE', { line: 'DELETE /slack/events HTTP/1.1' }, '404'],
    ['is a TRACE', { line: 'TRACE /slack/events HTTP/1.1' }, '404'],
    ['has a method that nobody knows', { line: 'BREW /slack/events HTTP/1.1' }, '400'],
    ['is of another version', { line: 'POST /slack/events HTTP/9.9' }, '400'],
    [
      'wants a WebSocket',
      { line: 'GET /slack/events HTTP/1.1', more: ['connection: upgrade', 'upgrade: websocket'] },
      '404',
    ],
    ['wants a tunnel', { line: 'CONNECT internal:443 HTTP/1.1' }, 'none'],
    ['is no HTTP at all', { line: '\u0016\u0003\u0001\u0002\u0000\u0001' }, '400'],
  ])('is refused where it %s', async (_how, sent, status) => {
    expect(statusOf(await wire.said(request(sent)))).toBe(status);

    expect(wire.heard).toEqual([]);
    await wire.expectWell();
  });

  it('is refused where it ends before it should', async () => {
    const socket = connect(wire.port, '127.0.0.1');
    socket.end(request({ length: 1_000 }));

    await text(socket);

    await wire.expectWell();
    expect(wire.counts['SlackRequestsRefused.cut_off']).toBe(1);
    expect(wire.heard).toEqual(['still there']);
  });

  it('is not unpacked: what is compressed is signed by nobody, or no payload', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000)).toString('latin1');
    const packed = { body: bomb, more: ['content-encoding: gzip'], type: 'application/json' };

    expect(statusOf(await wire.said(request(packed)))).toBe('400');
    expect(statusOf(await wire.said(request({ ...packed, signature: `v0=${zero}` })))).toBe('401');

    await wire.expectWell();
  });
});

describe('a request that Slack has signed, sent again with another header', () => {
  it.each([
    ['something behind the signature', (hash: string, time: string) => ({ signature: `v0=${hash}=1`, time })],
    ['a zero before the time', (hash: string, time: string) => ({ signature: `v0=${hash}`, time: `0${time}` })],
    ['capitals in the signature', (hash: string, time: string) => ({ signature: `v0=${hash.toUpperCase()}`, time })],
  ])('has no second effect: %s', async (_what, again) => {
    const time = nowInSeconds();
    const [hash, type] = [hashOf(EVENT, time), 'application/json'];
    await wire.said(request({ body: EVENT, time, type }));

    await wire.said(request({ body: EVENT, type, ...again(hash, time) }));

    expect(wire.heard).toEqual(['user_change']);
    await wire.expectWell();
  });
});
