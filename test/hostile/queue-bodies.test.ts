import fc from 'fast-check';
import { isFromItsPlace } from '../../src/aws/event-place';
import { handleMessage } from '../../src/aws/handle-message';
import { MalformedEvent } from '../../src/aws/parse-event';
import { createMetrics } from '../../src/metrics';
import { aPolicy } from '../support/builders/policies';
import {
  asNotification,
  garbledMessage,
  inSns,
  mutatedMessage,
  pollutingMessage,
  samplesAbout,
} from '../support/builders/queue-messages';
import { fakeSeenEvents } from '../support/fakes/fake-seen-events';
import { ada, clickOn, useCaseBench } from '../support/use-case-bench';
import { fuzzRuns } from './fuzz-runs';

const ACCOUNT = '123456789012';
const REGION = 'us-east-1';
/** Milliseconds for one message, on a busy machine. */
const LONGEST_MS = 5_000;

/** A bot whose pipeline has served, has failed, and asks: what any event could be about. */
async function hostileBench() {
  const policy = aPolicy({ alarms: ['penguins-errors'], endpoints: ['penguins'], modelPackageGroup: 'penguins' });
  const bench = useCaseBench(policy);
  await bench.released('in production');
  const approval = await bench.waitingApproval();
  const { executionId } = bench.pipelines.failed('the one that failed');
  bench.modelRegistry.registered('penguins');
  const buildId = bench.builds.startedElsewhere(bench.project.name);
  bench.alarms.comes('penguins-errors', 'quiet');
  await bench.useCases.reconcile();

  const known = {
    ...{ account: ACCOUNT, region: REGION, pipeline: 'penguins', pipelineName: 'penguins' },
    ...{ 'execution-id': executionId, 'project-name': bench.project.name, EndpointName: 'penguins' },
    ...{ 'build-id': `arn:aws:codebuild:${REGION}:${ACCOUNT}:build/${buildId}`, repositoryName: 'penguins' },
    ...{ repositoryNames: ['penguins'], ModelPackageGroupName: 'penguins', stageName: 'Approve', actionName: 'Decide' },
  };
  const own = (source: string, type: string, detail: object) =>
    JSON.stringify({ source, 'detail-type': type, ...known, time: '2026-03-02T09:00:00Z', detail });
  const events = [
    ...samplesAbout(known),
    ...samplesAbout({ ...known, 'execution-id': approval.executionId }),
    own('aws.cloudwatch', 'CloudWatch Alarm State Change', { alarmName: 'penguins-errors' }),
    own('mlpipeline', 'mlpipeline tick', {}),
  ];
  const metrics = createMetrics({ write: () => undefined });
  const handle = handleMessage(
    {
      ...{ seenEvents: fakeSeenEvents(), metrics, now: bench.clock.now },
      isFromItsPlace: isFromItsPlace({
        ...{ placeOf: () => ({}), policies: bench.policies, ownRegion: REGION, ownAccount: async () => ACCOUNT },
      }),
    },
    bench.useCases.onEvent,
  );
  const { starts, answers, rollbacks, transitions, retries, stops } = bench.pipelines;
  const acts = [starts, answers, rollbacks, transitions, retries, stops, bench.builds.starts];

  return {
    ...bench,
    ...{ waiting: approval, metrics },
    samples: [...events, ...events.map(asNotification), ...events.map(asNotification).map(inSns)],
    /** Whatever was sent that changes something in AWS. */
    effects: () => [...acts, bench.modelRegistry.answers].flat(),
    /** What became of a body; anything but an answer or a MalformedEvent rises. */
    async takes(body: string): Promise<'handled' | 'ignored' | 'duplicate' | 'malformed'> {
      try {
        return (await handle(body, bench.clock.now())).result;
      } catch (error) {
        if (!(error instanceof MalformedEvent)) throw error;
        expect(error.message.length).toBeLessThan(1_000);
        return 'malformed';
      }
    },
  };
}

/** What every object would have, had a message been able to. */
const pollution = (): unknown[] => [Reflect.get({}, 'polluted'), Reflect.get([], 'polluted')];

describe('whatever comes into the queue', () => {
  it.each([
    ['events with other values in some places', mutatedMessage, 400],
    ['events with other bytes in some places', garbledMessage, 300],
    ['events with keys that pollute prototypes', pollutingMessage, 150],
  ])('is handled, ignored or malformed, and nothing acts: %s', async (_what, bodies, runs) => {
    const bench = await hostileBench();
    const seen = { handled: 0, ignored: 0, duplicate: 0, malformed: 0 };
    const records = bench.audit.records.length;

    await fc.assert(
      fc.asyncProperty(bodies(bench.samples), async (body) => {
        const begun = performance.now();
        seen[await bench.takes(body)]++;
        expect(performance.now() - begun).toBeLessThan(LONGEST_MS);
        expect(bench.effects()).toEqual([]);
        expect(pollution()).toEqual([undefined, undefined]);
      }),
      fuzzRuns(runs),
    );

    // Else it has tried nothing.
    expect(seen.handled).toBeGreaterThan(fuzzRuns(runs).numRuns / 20);
    // What is on record since, events have told; nobody has decided anything.
    const since = bench.audit.records.slice(records);
    expect(since.filter(({ phase }) => phase === 'intended')).toEqual([]);
    expect(bench.problems).toEqual([]);
    const { EventsHandled: _all, ...counts } = bench.metrics.counts;
    expect(Object.keys(counts).filter((name) => !/^(Events(Handled|Ignored|Duplicate)|Ticks)/.test(name))).toEqual([]);
  });

  it('leaves a bot that answers the next click, once', async () => {
    const bench = await hostileBench();
    const bodies = fc.sample(mutatedMessage(bench.samples), fuzzRuns(100));
    for (const body of bodies) await bench.takes(body);
    const open = await bench.approval(bench.waiting.approvalId);

    await bench.useCases.decideApproval(clickOn(open));

    expect(bench.pipelines.answers).toHaveLength(1);
    expect(bench.pipelines.answers[0]).toMatchObject({ approvalId: open.approvalId, decision: 'approved' });
    expect(bench.trailWords().slice(-2)).toEqual(['approval.approved intended', 'approval.approved done']);
    expect(ada.slackId).toBe(bench.audit.records.at(-1)?.actor.id);
  });

  it.each([
    ['account', { account: '999999999999' }],
    ['region', { region: 'ap-southeast-2' }],
    ['pipeline', { pipeline: 'other', pipelineName: 'other', 'project-name': 'other', EndpointName: 'other' }],
  ])('is ignored and counted where it is of another %s', async (_what, other) => {
    const bench = await hostileBench();
    const names = { repositoryName: 'other', repositoryNames: ['other'], ModelPackageGroupName: 'other' };
    const elsewhere = 'pipeline' in other ? { ...other, ...names } : other;
    const change = (key: string, value: unknown) => (key in elsewhere ? Reflect.get(elsewhere, key) : value);
    // A tick is about everything; what an approval's message does not say is not held against it.
    const says = (body: string) => !/mlpipeline tick|alarmName/.test(body) && /account/.test(body);
    const bodies = bench.samples.filter(says);
    const drawn = bench.wall.changed.length;

    for (const body of bodies) {
      const inner = JSON.parse(body);
      const text = typeof inner.Message === 'string' ? inner.Message : body;
      expect(await bench.takes(JSON.stringify(JSON.parse(text, change)))).toBe('ignored');
    }

    expect(bench.metrics.counts.EventsIgnored).toBe(bodies.length);
    expect(bench.wall.changed).toHaveLength(drawn);
    expect(bench.effects()).toEqual([]);
  });
});
