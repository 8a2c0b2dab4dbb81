import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LONGEST_WORK_MS, type Pulse } from './aws/queue-intake';
import type { SlackSocket } from './slack/socket-watch';

/** Where the health of the process is told: to itself and the machine it runs on, nobody else. */
const HOST = '127.0.0.1';
const HEALTH_PATH = '/health';

/** Milliseconds. A long poll takes 20 s and is given up after 30; after an error the next one comes within seconds. */
const LONGEST_SILENCE_MS = 2 * 60_000;
/** Milliseconds. Work is given up after LONGEST_WORK_MS, and the message then made visible again. */
const LONGEST_WORK_SILENCE_MS = LONGEST_WORK_MS + 60_000;
/** Milliseconds. The client connects anew within seconds, and waits longer from try to try. */
const LONGEST_WITHOUT_SOCKET_MS = 5 * 60_000;

export interface HealthDeps {
  /** The last signs of life of the consumers; empty before the intake starts. */
  pulses(): readonly Pulse[];
  socket(): SlackSocket;
  /** Whether Slack's Web API answers; asked only where the socket has been gone for long. */
  slackAnswers(): Promise<boolean>;
  now: () => Date;
}

export type Phase = 'starting' | 'up' | 'stopping';

export interface Health {
  isWell: boolean;
  phase: Phase;
  /** What is wrong, a sentence each, also what no new start would mend. */
  problems: string[];
  upForSeconds: number;
  consumers: { silentForSeconds: number; isWorking: boolean }[];
  slackSocket: Exclude<SlackSocket, object> | { goneForSeconds: number };
}

/**
 * How the process is. It is unwell only where a new start would mend it:
 * - a consumer has neither had an answer from SQS, an error included, nor finished its work for longer than either takes;
 * - Slack's socket has been gone for five minutes while Slack's Web API answers, so that it is this process that does not
 *   get back.
 * An event loop that stands still is found by whoever asks: there is no answer. An outage of AWS or Slack is no reason:
 * polls then end in errors, and nobody answers. Nor is a process that starts or stops: AWS and Slack may let it wait.
 */
export async function checkHealth(deps: HealthDeps, phase: Phase, startedAt: Date): Promise<Health> {
  const at = deps.now().getTime();
  const [pulses, socket] = [deps.pulses(), deps.socket()];
  const goneMs = typeof socket === 'object' ? at - socket.goneSince.getTime() : 0;
  const stuck = phase === 'up' && pulses.some((pulse) => isStuck(pulse, at));
  const gone = phase === 'up' && goneMs > LONGEST_WITHOUT_SOCKET_MS;
  const slackAnswers = gone && (await deps.slackAnswers());
  return {
    isWell: !stuck && !slackAnswers,
    phase,
    problems: [
      ...(stuck ? ['The intake is stuck: a consumer neither works nor asks the queue.'] : []),
      ...(slackAnswers ? ['Slack answers, and this process has no socket to it.'] : []),
      ...(gone && !slackAnswers ? ['Slack does not answer; the socket comes back when it does.'] : []),
    ],
    upForSeconds: seconds(at - startedAt.getTime()),
    consumers: pulses.map((pulse) => ({
      silentForSeconds: seconds(at - pulse.at.getTime()),
      isWorking: pulse.isWorking,
    })),
    slackSocket: typeof socket === 'object' ? { goneForSeconds: seconds(goneMs) } : socket,
  };
}

const isStuck = ({ at, isWorking }: Pulse, now: number): boolean =>
  now - at.getTime() > (isWorking ? LONGEST_WORK_SILENCE_MS : LONGEST_SILENCE_MS);

const seconds = (milliseconds: number): number => Math.round(milliseconds / 1000);

export interface HealthServer {
  port: number;
  close(): void;
}

/**
 * Answers `GET /health`: 200 where the process is well, else 503, with all that is known as JSON.
 * @param port 0 for any that is free
 * @throws where the port is taken
 */
export async function serveHealth(port: number, check: () => Promise<Health>): Promise<HealthServer> {
  const server: Server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== HEALTH_PATH) {
      response.writeHead(404).end();
      return;
    }
    check().then(
      (health) => {
        response.writeHead(health.isWell ? 200 : 503, { 'content-type': 'application/json' });
        response.end(`${JSON.stringify(health)}\n`);
      },
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
