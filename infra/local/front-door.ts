import type { IncomingHttpHeaders } from 'node:http';

/**
 * Why a request may not come in, or undefined. The stack listens on the loopback address, but so can every page in the
 * browser of whoever runs it reach it: a foreign name for our address (DNS rebinding) and requests of other sites are
 * refused, also plain GETs that such a page embeds.
 */
export function refusal(headers: IncomingHttpHeaders, path: string, port: number): string | undefined {
  const names = [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`];
  if (!names.includes(headers.host ?? '')) return `This is a local stack: call it localhost:${port}.`;
  const { origin } = headers;
  if (origin !== undefined && !names.some((name) => origin === `http://${name}`)) {
    return 'The local stack answers no requests of other sites.';
  }
  const site = headers['sec-fetch-site'];
  const opensPage = headers['sec-fetch-mode'] === 'navigate' && path === '/';
  if ((site === 'cross-site' || site === 'same-site') && !opensPage) {
    return 'The local stack answers no requests of other sites.';
  }
  return undefined;
}
