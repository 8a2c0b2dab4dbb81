import { once } from 'node:events';
import { createFaultProxy, type Fault, type FaultProxy, type SeenCall } from '../support/fault-proxy';
import { ended, startBot } from '../support/local-stack';
import type { IsCall } from './call-points';

/** What a bot calls, and the variable that says where it is. */
const SERVICES = {
  codepipeline: 'AWS_ENDPOINT_URL_CODEPIPELINE',
  codebuild: 'AWS_ENDPOINT_URL_CODEBUILD',
  codecommit: 'AWS_ENDPOINT_URL_CODECOMMIT',
  dynamodb: 'AWS_ENDPOINT_URL_DYNAMODB',
  sqs: 'AWS_ENDPOINT_URL_SQS',
  slack: 'SLACK_API_URL',
} as const;
export type Service = keyof typeof SERVICES;

/** A fault of one of the next calls. */
export interface CallFault extends Fault {
  of: Service;
  is: IsCall;
  /** How many calls in a row; once where it is not said. */
  times?: number;
}

/** One process of `dist/main.js`, with a fault proxy of its own before every service that it calls. */
export interface ProxiedBot {
  name: string;
  /** Every line that it wrote, of its log and otherwise. */
  lines: readonly string[];
  isAlive(): boolean;
  /** Resolves once it is dead. */
  died: Promise<unknown>;
  exitCode(): number | null;
  /** It was asked to stop, as a deployment asks, and not killed. */
  wasAsked(): boolean;
  meets(fault: CallFault): void;
  forgetFaults(): void;
  end(signal: NodeJS.Signals): Promise<void>;
}

/** Starts a bot and waits until it is up. What it calls is added to `seen`. */
export async function startProxiedBot(
  name: string,
  environment: Record<string, string>,
  seen: SeenCall[],
): Promise<ProxiedBot> {
  const proxies = new Map<Service, FaultProxy>();
  const behind: Record<string, string> = {};
  for (const [service, variable] of Object.entries(SERVICES) as [Service, string][]) {
    const proxy = await createFaultProxy(environment[variable] ?? '', { seen, by: name });
    proxies.set(service, proxy);
    behind[variable] = service === 'slack' ? `${proxy.url}/api/` : proxy.url;
  }
  const bot = startBot({ ...environment, ...behind });
  await bot.up;
  const died = once(bot.process, 'exit');
  let isAsked = false;
  const closing = died.then(() => Promise.all([...proxies.values()].map((proxy) => proxy.close())));

  return {
    name,
    lines: bot.lines,
    isAlive: () => bot.process.exitCode === null && bot.process.signalCode === null,
    died,
    exitCode: () => bot.process.exitCode,
    wasAsked: () => isAsked,
    meets({ of, is, when, what, times }) {
      proxies.get(of)?.once((call) => (is(call) ? { when, what } : undefined), times);
    },
    forgetFaults() {
      for (const proxy of proxies.values()) proxy.forget();
    },
    async end(signal) {
      isAsked ||= signal === 'SIGTERM';
      await ended(bot.process, signal);
      await closing;
    },
  };
}
