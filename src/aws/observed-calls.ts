import type { Metrics } from '../metrics';
import { awsErrorName } from './aws-errors';

/** What the middleware stacks of all clients of the SDK have in common: each is typed by its own service's calls. */
interface Stack {
  add(middleware: (next: Next, context: Context) => Next, options: object): void;
}
type Next = (call: never) => Promise<never>;
interface Context {
  clientName?: string;
}

/**
 * Counts what goes wrong with the calls of a client: each attempt that AWS refused for being too many, and each call
 * that failed for good because of AWS, the network or a missing permission. What AWS answers to what we asked (there is
 * none such, somebody was faster, not now) is no error here: the gateways make something of it.
 */
export function observed<C extends { middlewareStack: object }>(client: C, metrics: Metrics): C {
  const stack = client.middlewareStack as Stack;
  const watching =
    (note: (error: unknown, service: string) => void) =>
    (next: Next, { clientName = 'AWS' }: Context): Next =>
    async (call) => {
      try {
        return await next(call);
      } catch (error) {
        note(error, clientName.replace(/Client$/, ''));
        throw error;
      }
    };
  stack.add(
    watching((error, service) => isFault(error) && metrics.count('AwsErrors', service)),
    { step: 'initialize', priority: 'high', name: 'countErrors' },
  );
  // Within the SDK's own repetition, which ends before this step.
  stack.add(
    watching((error, service) => isThrottle(error) && metrics.count('AwsThrottles', service)),
    { step: 'deserialize', priority: 'high', name: 'countThrottles' },
  );
  return client;
}

/** What the SDK has of an error beside its name and words. */
interface AwsError {
  $fault?: unknown;
  $metadata?: { httpStatusCode?: number };
}

/** How the services that we call say it, where the status does not (their API references, Common Errors). */
const THROTTLES = /throttl|toomanyrequests|requestlimitexceeded|provisionedthroughputexceeded|slowdown/i;
const NOT_ALLOWED =
  /accessdenied|unauthorized|expiredtoken|invalidclienttokenid|unrecognizedclient|signature|credentials/i;

const statusOf = (error: unknown): number | undefined => (Object(error) as AwsError).$metadata?.httpStatusCode;

const isThrottle = (error: unknown): boolean => THROTTLES.test(awsErrorName(error)) || statusOf(error) === 429;

function isFault(error: unknown): boolean {
  if (awsErrorName(error) === 'AbortError') return false; // our own stop
  const status = statusOf(error);
  if (isThrottle(error) || NOT_ALLOWED.test(awsErrorName(error))) return true;
  return status === undefined || status >= 500 || (Object(error) as AwsError).$fault === 'server';
}
