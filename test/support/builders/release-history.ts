import type { Execution } from '../../../src/domain/executions/execution';
import type { Release } from '../../../src/domain/releases/release';
import { Chance } from '../../simulation/chance';
import { ADA, anExecution, aRelease } from './facts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export interface SomeHistory {
  /** Oldest first. */
  releases: Release[];
  executions: Execution[];
}

/**
 * Eight weeks of a team that ships faster and breaks less from week to week: releases with commits and approvals, some of
 * them rolled back, deployments that failed, data that was trained anew. The same for the same moment.
 */
export function someHistory(pipeline: string, now: Date, weeks = 8): SomeHistory {
  const chance = new Chance(7);
  const history: SomeHistory = { releases: [], executions: [] };
  for (let day = weeks * 7 - 1; day >= 1; day -= 1) {
    const progress = 1 - day / (weeks * 7);
    const releases = chance.is(0.25) ? 0 : chance.between(1, 1 + Math.round(2 * progress));
    for (let index = 0; index < releases; index += 1) {
      const at = new Date(startOfDay(now).getTime() - day * DAY_MS + (8 + 3 * index) * HOUR_MS);
      addRelease(at, (30 - 20 * progress) * (0.6 + chance.next()), chance.is(0.22 - 0.15 * progress));
    }
    if (chance.is(0.06)) addFailure(new Date(startOfDay(now).getTime() - day * DAY_MS + 7 * HOUR_MS));
  }
  return history;

  function addRelease(releasedAt: Date, leadHours: number, isBad: boolean): void {
    const { releases } = history;
    const number = releases.filter(({ rollback }) => !rollback).length + 1;
    const executionId = `e${number}`;
    const isData = chance.is(0.2);
    const before = releases.findLast(({ rollback }) => !rollback);
    const committedAt = isData ? [] : [leadHours, leadHours * 1.7].map((hours) => earlier(releasedAt, hours));
    const asked = earlier(releasedAt, leadHours * 0.4);
    const execution = anExecution({
      ...{ pipeline, executionId, status: 'Succeeded' as const },
      ...{ startedAt: earlier(releasedAt, leadHours * 0.5), endedAt: releasedAt },
    });
    history.executions.push(execution);
    releases.push(
      aRelease({
        ...{ pipeline, executionId, startedAt: execution.startedAt, releasedAt },
        model: { version: `1.${number}.0` },
        metrics: { accuracy: (0.9 + 0.0009 * number + 0.012 * (chance.next() - 0.5)).toFixed(4) },
        approvedBy: [{ by: ADA, at: releasedAt }],
        delivery: {
          ...{ trigger: isData ? ('data' as const) : ('code' as const), sources: [] },
          waits: [{ gate: 'Approve/Decide', from: asked, to: earlier(releasedAt, leadHours * 0.05) }],
          ...(before && { commits: { since: before.executionId, committedAt } }),
        },
      }),
    );
    if (isBad && before) addRollback(new Date(releasedAt.getTime() + HOUR_MS), before.executionId);
  }

  function addRollback(releasedAt: Date, targetId: string): void {
    const executionId = `r${history.executions.length}`;
    const startedAt = new Date(releasedAt.getTime() - 5 * 60_000);
    history.executions.push(
      anExecution({ pipeline, executionId, startedAt, endedAt: releasedAt, status: 'Succeeded', rollbackOf: targetId }),
    );
    const target = history.releases.find((release) => release.executionId === targetId);
    history.releases.push(
      aRelease({
        ...{ pipeline, executionId, startedAt, releasedAt, model: target?.model ?? {}, metrics: target?.metrics ?? {} },
        rollback: { how: 'stage', targetId },
      }),
    );
  }

  function addFailure(endedAt: Date): void {
    const startedAt = earlier(endedAt, 0.5);
    history.executions.push(
      anExecution({
        ...{ pipeline, executionId: `f${history.executions.length}`, status: 'Failed' as const, startedAt, endedAt },
        stageNames: ['Source', 'Build', 'Deploy'],
        stages: [{ name: 'Deploy', status: 'Failed', attempt: 1, startedAt, endedAt }],
      }),
    );
  }
}

const earlier = (at: Date, hours: number): Date => new Date(at.getTime() - hours * HOUR_MS);

/** UTC. */
const startOfDay = (at: Date): Date => new Date(Math.floor(at.getTime() / DAY_MS) * DAY_MS);
