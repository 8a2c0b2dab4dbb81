import type { Server } from 'node:http';

/** Port that a listening server really has. */
export function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on a port');
  return address.port;
}

export const addressOf = (server: Server): string => `http://127.0.0.1:${portOf(server)}`;
