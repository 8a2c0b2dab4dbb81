import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { NOTIFICATION_SWITCH, type NotificationSwitches } from '../aws/notifications/switches';
import type { MovableClock } from '../clock';
import { CALL_FAULTS, EVENT_FAULTS, FAULT, type Faults, SOCKET_FAULTS } from './fault';

const CLOCK = z.strictObject({
  advanceSeconds: z
    .number()
    .positive()
    .max(100 * 24 * 3_600),
});

/**
 * Faults and time over HTTP, for tests in other processes and for the panel of the page: `GET /stack` tells what is set,
 * `POST /stack/faults` adds one, `DELETE /stack/faults` forgets them, `POST /stack/clock` moves the time forward, and
 * `POST /stack/notifications` sets which notifications a pipeline sends.
 */
export function stackControl(faults: Faults, clock: MovableClock, notifications: NotificationSwitches) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    const does = `${request.method} ${request.url}`;
    try {
      if (does === 'POST /stack/faults') faults.add(FAULT.parse(JSON.parse(await text(request))));
      else if (does === 'DELETE /stack/faults') faults.clear();
      else if (does === 'POST /stack/notifications') {
        notifications.set(NOTIFICATION_SWITCH.parse(JSON.parse(await text(request))));
      } else if (does === 'POST /stack/clock') {
        clock.advance(CLOCK.parse(JSON.parse(await text(request))).advanceSeconds * 1_000);
      } else if (does !== 'GET /stack') return false;
    } catch (error) {
      if (!(error instanceof z.ZodError || error instanceof SyntaxError)) throw error;
      const sentence = error instanceof z.ZodError ? z.prettifyError(error) : 'The body is not JSON.';
      send(response, 400, { error: sentence });
      return true;
    }
    send(response, 200, {
      faults: faults.list,
      notifications: notifications.all,
      now: clock.now().toISOString(),
      kinds: { call: CALL_FAULTS, event: EVENT_FAULTS, socket: SOCKET_FAULTS },
    });
    return true;
  };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
