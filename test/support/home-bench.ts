import pino from 'pino';
import type { Approval } from '../../src/domain/approvals/approval';
import type { PipelinePolicy } from '../../src/domain/policies/policy';
import type { Served } from '../../src/domain/releases/production';
import { createMetrics } from '../../src/metrics';
import { type AppHomeDeps, appHome } from '../../src/slack/app-home/app-home';
import type { HomeTabs } from '../../src/slack/app-home/home-tabs';
import type { RecentBy } from '../../src/slack/app-home/read-home';
import { slackBudget } from '../../src/slack/cards/slack-budget';
import { anApproval } from './builders/facts';
import { aPolicy, somePolicies } from './builders/policies';
import { fakeAlarmRings } from './fakes/fake-alarm-rings';
import { fakeApprovals } from './fakes/fake-approvals';
import { FakeDirectory } from './fakes/fake-directory';
import { fakeExecutions } from './fakes/fake-executions';
import { FakeHomeTabs } from './fakes/fake-home-tabs';
import { fakeHomes } from './fakes/fake-homes';
import { fakeLocks } from './fakes/fake-locks';

interface HomeBenchOptions {
  policies?: PipelinePolicy[];
  recentBy?: RecentBy;
  /** Where things lie, if not in memory. */
  stores?: Pick<AppHomeDeps, 'approvals' | 'executions' | 'locks' | 'alarmRings' | 'homes' | 'productionOf'>;
  /** Where tabs are published, if not in memory. */
  shownIn?: HomeTabs;
}

/** App Home of any number of tasks over stores and a workspace in memory, on jest's fake clock. */
export function homeBench({ policies = [aPolicy()], recentBy, stores: given, shownIn }: HomeBenchOptions = {}) {
  const now = () => new Date();
  /** What production serves, by the pipeline. */
  const production = new Map<string, Served>();
  const stores = given ?? {
    approvals: fakeApprovals(),
    executions: fakeExecutions(),
    locks: fakeLocks(),
    alarmRings: fakeAlarmRings(),
    homes: fakeHomes(),
    productionOf: async ({ name }) => production.get(name),
  };
  const directory = new FakeDirectory();
  const tabs = new FakeHomeTabs(now);
  const metrics = createMetrics({ write: () => undefined });
  const logged: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => void logged.push(JSON.parse(line).msg) });
  /** How often all pipelines were read. */
  const reads = { rounds: 0 };
  let failing: Error | undefined;

  const task = ({ tasks = 1 }: { tasks?: number } = {}) =>
    appHome({
      ...stores,
      ...{ directory, tabs: shownIn ?? tabs, metrics, log, now, recentBy, policies: somePolicies(...policies) },
      locks: {
        ...stores.locks,
        current: async () => {
          if (failing) throw failing;
          reads.rounds += 1;
          return stores.locks.current();
        },
      },
      consoleOf: () => ({ url: 'https://us-east-1.console.aws.amazon.com', region: 'us-east-1' }),
      budget: slackBudget({ tasks, updatesPerMinute: 50, postsPerMinute: 60, now }),
    });

  return {
    ...stores,
    ...{ directory, tabs, metrics, logged, reads, production, task },
    /** Something waits for an answer from now on. */
    async waits(version: string, rest: Partial<ReturnType<typeof anApproval>> = {}): Promise<Approval> {
      const evidence = { executionId: 'e', model: { version }, metrics: {} };
      const approval = anApproval({ requestedAt: now(), evidence, ...rest });
      await stores.approvals.update(approval.approvalId, () => approval);
      return approval;
    },
    async answered({ approvalId }: Approval): Promise<void> {
      await stores.approvals.update(approvalId, (approval) => approval && { ...approval, status: 'decided' });
    },
    /** From now on the stores answer like this; undefined: as ever. */
    fails(error: Error | undefined): void {
      failing = error;
    },
  };
}
