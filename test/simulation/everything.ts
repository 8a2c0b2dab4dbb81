import type { SimulationPlan } from './simulation';

/** Eight minutes in which people do whatever can be done, and anything may go wrong. */
export const EVERYTHING: Omit<SimulationPlan, 'seed'> = {
  everything: {
    digests: [{ channel: 'C0RELEASES', timeZone: 'UTC', at: { hour: 9, minute: 3 } }],
  },
  executions: 3,
  seconds: 480,
  instances: 2,
  events: { lost: 0.1, duplicated: 0.3, delayMs: 60_000 },
  ports: { failsBefore: 0.01, failsAfter: 0.01, hangs: 0.005, isLast: 0.003, liesLate: 0.1 },
  slack: { rateLimited: 0.05, failsBefore: 0.05, failsAfter: 0.05 },
};
