import { randomUUID } from 'node:crypto';
import type { ActionApproval } from '../../../src/domain/approvals/approval';
import { type Evidence, evidenceHash } from '../../../src/domain/approvals/evidence';
import type { AuditEntry } from '../../../src/domain/audit/audit-chain';
import type { PendingIntent } from '../../../src/domain/audit/pending-intent';
import type { RecordedAct } from '../../../src/domain/audit/recorded-act';
import type { Build } from '../../../src/domain/builds/build';
import type { Execution } from '../../../src/domain/executions/execution';
import type { Actor } from '../../../src/domain/policies/policy';
import type { ActionExecution } from '../../../src/domain/ports/pipelines';
import type { Release } from '../../../src/domain/releases/release';

/** Things of the domain as they mostly are; a test names only what it is about. */

const NINE = new Date('2026-03-02T09:00:00.000Z');

export const ADA: Actor = { id: 'U0ADA', name: 'Ada', team: 'T0LOCAL' };
export const BEA: Actor = { id: 'U0BEA', name: 'Bea', team: 'T0LOCAL' };

export const anExecution = (rest: Partial<Execution> = {}): Execution => ({
  pipeline: 'penguins',
  executionId: randomUUID(),
  status: 'InProgress',
  attempt: 1,
  startedAt: NINE,
  stageNames: ['Source', 'Build'],
  stages: [],
  version: 0,
  ...rest,
});

export function anApproval(rest: Partial<ActionApproval> = {}): ActionApproval {
  const executionId = rest.executionId ?? randomUUID();
  const evidence = rest.evidence ?? someEvidence(executionId);
  return {
    kind: 'action',
    approvalId: randomUUID(),
    pipeline: 'penguins',
    executionId,
    stage: 'Approve',
    action: 'Decide',
    status: 'open',
    requestedAt: NINE,
    expiresAt: new Date(NINE.getTime() + 7 * 24 * 3_600_000),
    evidence,
    evidenceHash: evidenceHash(evidence),
    involvement: { people: [] },
    votes: [],
    notices: [],
    version: 0,
    ...rest,
  };
}

const someEvidence = (executionId: string): Evidence => ({
  executionId,
  model: { version: '1.4.0' },
  metrics: { accuracy: '0.97' },
});

export const anEntry = (rest: Partial<AuditEntry> = {}): AuditEntry => ({
  chain: 'pipeline:penguins',
  auditId: randomUUID(),
  phase: 'intended',
  at: NINE,
  actor: ADA,
  action: 'approval.approved',
  target: randomUUID(),
  request: {},
  ...rest,
});

export const anIntent = (rest: Partial<PendingIntent> = {}): PendingIntent => ({
  auditId: randomUUID(),
  chain: 'pipeline:penguins',
  actor: ADA,
  action: 'approval.approved',
  target: randomUUID(),
  request: {},
  openedAt: NINE,
  dueAt: new Date(NINE.getTime() + 20_000),
  confirmed: false,
  ...rest,
});

/** An approval as a report reads it from the record. */
export const anAct = ({ by = ADA, ...rest }: Partial<RecordedAct> = {}): RecordedAct => ({
  ...{ auditId: `of ${by.id}`, action: 'approval.approved', target: 'a1', by, end: 'done', records: [1] },
  request: { evidenceHash: 'shown' },
  outcome: {},
  ...rest,
});

export const aBuild = (rest: Partial<Build> = {}): Build => ({
  project: 'penguins-build',
  buildId: `penguins-build:${randomUUID()}`,
  status: 'InProgress',
  startedAt: NINE,
  phases: [],
  variables: [],
  version: 0,
  ...rest,
});

/** A build that has succeeded, as CodePipeline lists it. */
export const anAction = (rest: Partial<ActionExecution> = {}): ActionExecution => ({
  ...{ stage: 'Build', action: 'train', actionExecutionId: 'a1', category: 'Build', provider: 'CodeBuild' },
  ...{ status: 'Succeeded', startedAt: NINE, updatedAt: NINE, outputVariables: {} },
  ...rest,
});

/** A release of penguins. */
export const aRelease = (rest: Partial<Release> = {}): Release => ({
  pipeline: 'penguins',
  executionId: 'e1',
  stage: 'Deploy',
  startedAt: new Date(Date.UTC(2026, 2, 2, 8, 0)),
  releasedAt: new Date(Date.UTC(2026, 2, 2, 8, 30)),
  revision: { commitId: 'c0ffee0c0ffee0c0ffee0c0ffee0c0ffee0c0ffe', message: 'Look at the flippers' },
  model: { version: '1.4.0' },
  metrics: { accuracy: '0.94' },
  approvedBy: [],
  version: 0,
  ...rest,
});
