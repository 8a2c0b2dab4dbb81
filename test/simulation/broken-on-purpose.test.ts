import type { Ports, UseCases } from '../../src/build-use-cases';
import { aPolicy } from '../support/builders/policies';
import { EVERYTHING } from './everything';
import { type SimulationPlan, simulate } from './simulation';

/** Seeds within which a fault must show itself. */
const SEEDS = 8;

/** Nothing else goes wrong. */
const QUIET = { seconds: 240, ports: {}, slack: { rateLimited: 0, failsBefore: 0, failsAfter: 0 } };

jest.setTimeout(300_000);

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

type Broken = NonNullable<SimulationPlan['broken']>;

/** One method of one port works otherwise. */
const withPort = <Name extends keyof Ports>(name: Name, how: (port: Ports[Name]) => Partial<Ports[Name]>): Broken => ({
  ports: (ports) => ({ ...ports, [name]: otherwise(ports[name], how(ports[name])) }),
});

const otherwise = <Port extends object>(port: Port, methods: Partial<Port>): Port =>
  new Proxy(port, {
    get: (target, member) => Reflect.get(methods, member) ?? Reflect.get(target, member),
  });

const withUseCase = (how: (useCases: UseCases, ports: Ports) => Partial<UseCases>): Broken => ({
  useCases: (useCases, ports) => ({ ...useCases, ...how(useCases, ports) }),
});

/** Every so many-th call. */
const each = (count: number) => {
  let calls = 0;
  return () => ++calls % count === 0;
};

const fourth = each(4);

describe('a simulation of what is broken on purpose', () => {
  it('reports nothing where nothing is broken', async () => {
    jest.setSystemTime(new Date('2026-03-02T09:00:00.000Z'));

    const { faults } = await simulate({ ...EVERYTHING, ...QUIET, policy: aPolicy(), seed: 1 });

    expect(faults).toEqual([]);
  });

  it.each<[string, Broken, RegExp]>([
    [
      'a deploy that is started without an intent',
      withUseCase((_, { pipelines }) => ({
        startDeploy: async ({ policy, caller }) =>
          pipelines.start({ pipeline: policy.name, requestToken: `${caller.slackId}-1`, variables: [] }),
      })),
      /is no intent on record/,
    ],
    [
      'an execution that is started twice',
      withPort('pipelines', (pipelines) => ({
        start: async (request) => {
          await pipelines.start({ ...request, requestToken: `${request.requestToken}-again` });
          return pipelines.start(request);
        },
      })),
      /is no intent on record/,
    ],
    [
      'outcomes that are not written',
      withPort('audit', (audit) => ({ appendOutcome: async (entry) => fourth() || audit.appendOutcome(entry) })),
      /has 0 outcomes/,
    ],
    [
      'an outcome that is written twice',
      withPort('audit', (audit) => ({
        appendOutcome: async (entry) => {
          await audit.append(entry);
          return audit.append(entry).then(() => true);
        },
      })),
      /has 2 outcomes/,
    ],
    [
      'a lock that nobody sees',
      withPort('locks', (locks) => ({
        get: async (pipeline) => {
          const known = await locks.get(pipeline);
          return known && { ...known, current: undefined };
        },
      })),
      /while the pipeline was locked|no lock is why/,
    ],
    [
      'releases whose record is lost',
      withPort('releases', (releases) => ({
        update: async (pipeline, executionId) => releases.get(pipeline, executionId),
      })),
      /not on record|has no mark|is not marked/,
    ],
    [
      'builds that are not followed',
      withPort('buildRecords', (records) => ({ newest: async () => [], update: async (id) => records.get(id) })),
      /build .* on record undefined/,
    ],
  ])('reports %s', async (_what, broken, says) => {
    const reported: string[] = [];
    for (let seed = 1; seed <= SEEDS && !reported.some((fault) => says.test(fault)); seed++) {
      jest.setSystemTime(new Date('2026-03-02T09:00:00.000Z'));
      const { faults } = await simulate({ ...EVERYTHING, ...QUIET, policy: aPolicy(), seed, broken });
      reported.push(...faults);
      jest.clearAllTimers();
    }

    expect(reported).toContainEqual(expect.stringMatching(says));
  });
});
