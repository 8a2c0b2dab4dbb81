import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '../clock';
import type { SocketFault } from '../faults/fault';
import { BOT } from '../identity';
import type { AppConnection, Delivery, EnvelopeType, Retry } from './app-connection';
import type { Changes } from './changes';
import { isRecord, parseJson } from './http';
import { randomHex } from './ids';

/** Slack: "If you use Socket Mode … up to 10 WebSocket connections". */
const MAX_CONNECTIONS = 10;
const TICKET_LIFETIME_MS = 30_000;
const UNREACHABLE: Delivery = { outcome: 'dispatch_failed', reason: 'connection_failed' };

/** `warning` may come some 10 s before the cut, the others with it (Slack, "Using Socket Mode"). */
export type DisconnectReason = 'warning' | 'refresh_requested' | 'link_disabled';

export interface SocketModeOptions {
  /** How long an envelope waits for its acknowledgement; Slack gives 3,000 ms. */
  ackDeadlineMs: number;
  clock: Clock;
  /** What happens to the socket that is about to carry an envelope of this type. */
  faultOf: (type: EnvelopeType) => SocketFault | undefined;
}

/** Socket Mode as the app sees it (Slack, "Using Socket Mode"): tickets, sockets, envelopes and their acknowledgement. */
export class SocketMode implements AppConnection {
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: 1_000_000 });
  readonly #tickets = new Map<string, number>();
  readonly #pending = new Map<string, (delivery: Delivery) => void>();
  #sockets: WebSocket[] = [];

  constructor(
    private readonly changes: Changes,
    private readonly options: SocketModeOptions,
  ) {}

  /** Whether there are sockets that take envelopes: open and not told to go. */
  get isConnected(): boolean {
    return this.#sockets.length > 0;
  }

  /** A ticket for one connection (apps.connections.open). */
  issueTicket(): string {
    const ticket = randomHex(16);
    const now = this.options.clock.now().getTime();
    for (const [old, expiresAt] of this.#tickets) if (expiresAt < now) this.#tickets.delete(old);
    this.#tickets.set(ticket, now + TICKET_LIFETIME_MS);
    return ticket;
  }

  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const ticket = new URL(request.url ?? '', 'http://localhost').searchParams.get('ticket') ?? '';
    const expiresAt = this.#tickets.get(ticket);
    this.#tickets.delete(ticket);
    if (expiresAt === undefined || expiresAt < this.options.clock.now().getTime()) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (webSocket) => this.#welcome(webSocket));
  }

  /**
   * Hands a payload to exactly one socket and waits for its acknowledgement. Sockets take turns.
   */
  deliver(type: EnvelopeType, payload: Record<string, unknown>, retry?: Retry): Promise<Delivery> {
    const fault = this.#openSocket() && this.options.faultOf(type);
    if (fault?.when === 'before') this.#breakSocket(fault, this.#openSocket());
    const socket = this.#openSocket();
    if (!socket) return Promise.resolve(UNREACHABLE);
    this.#sockets = [...this.#sockets.filter((other) => other !== socket), socket];

    const envelopeId = randomUUID();
    const answer = new Promise<Delivery>((resolve) => {
      const settle = (delivery: Delivery): void => {
        if (fault?.when === 'after' && fault.kind === 'cut' && delivery.outcome === 'acked') {
          this.#breakSocket(fault, socket);
          settle(UNREACHABLE);
          return;
        }
        clearTimeout(timer);
        this.#pending.delete(envelopeId);
        resolve(delivery);
      };
      const late: Delivery = { outcome: 'operation_timeout', reason: 'timeout' };
      const timer = setTimeout(() => settle(late), this.options.ackDeadlineMs);
      this.#pending.set(envelopeId, settle);
    });
    socket.send(
      JSON.stringify({
        envelope_id: envelopeId,
        type,
        accepts_response_payload: type !== 'events_api',
        ...(type === 'events_api' && { retry_attempt: retry?.number ?? 0, retry_reason: retry?.reason ?? '' }),
        payload,
      }),
    );
    if (fault?.when === 'after' && fault.kind !== 'cut') this.#breakSocket(fault, socket);
    return answer;
  }

  /** The one that is next in turn. */
  #openSocket(): WebSocket | undefined {
    return this.#sockets.find((candidate) => candidate.readyState === WebSocket.OPEN);
  }

  #breakSocket({ kind }: SocketFault, socket: WebSocket | undefined): void {
    if (!socket) return;
    if (kind !== 'cut') {
      this.#dismiss(socket, kind === 'refresh' ? 'refresh_requested' : kind);
      return;
    }
    this.#retire(socket);
    socket.terminate();
  }

  /** Tells the connection that is next in turn to reconnect, as Slack does every few hours; it gets nothing more. */
  recycleOne(reason: DisconnectReason): void {
    const socket = this.#sockets[0];
    if (socket) this.#dismiss(socket, reason);
  }

  /** Sends one frame as it is to the connection that is next in turn, whatever Slack would say to that. */
  sendFrame(frame: string | Uint8Array): void {
    this.#sockets[0]?.send(frame);
  }

  close(): void {
    for (const settle of this.#pending.values()) settle(UNREACHABLE);
    for (const socket of this.#server.clients) socket.terminate();
    this.#server.close();
  }

  #welcome(socket: WebSocket): void {
    socket.on('message', (frame) => this.#acknowledge(frame));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => this.#retire(socket));
    if (this.#sockets.length >= MAX_CONNECTIONS) {
      this.#dismiss(socket, 'too_many_websockets');
      return;
    }
    this.#sockets.push(socket);
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: this.#sockets.length,
        debug_info: { host: 'local', build_number: 1, approximate_connection_time: 18_060 },
        connection_info: { app_id: BOT.appId },
      }),
    );
    this.changes.announce('bot');
  }

  #dismiss(socket: WebSocket, reason: string): void {
    this.#retire(socket);
    socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'local' } }));
  }

  #retire(socket: WebSocket): void {
    this.#sockets = this.#sockets.filter((other) => other !== socket);
    this.changes.announce('bot');
  }

  /** A late or unknown acknowledgement changes nothing, and Slack does not say so either. */
  #acknowledge(frame: RawData): void {
    const ack = parseJson(frame.toString());
    if (!isRecord(ack) || typeof ack.envelope_id !== 'string') return;
    const payload = isRecord(ack.payload) ? ack.payload : {};
    this.#pending.get(ack.envelope_id)?.({ outcome: 'acked', payload });
  }
}
