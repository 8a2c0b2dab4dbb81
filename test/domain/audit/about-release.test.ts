import { recordsAbout } from '../../../src/domain/audit/about-release';
import type { AuditEntry } from '../../../src/domain/audit/audit-chain';
import { shownLink } from '../../../src/domain/audit/shown-link';
import { link, next } from '../../support/builders/chains';
import { aRelease } from '../../support/builders/facts';

const ARN = 'arn:aws:sagemaker:eu-central-1:123456789012:model-package/penguins/7';
const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 9, minute));
const RELEASE = aRelease({ executionId: 'e1', startedAt: at(10), releasedAt: at(40), model: { packageArn: ARN } });

/** Sorts records in their order, told by their audit ids. */
function sorted(release: typeof RELEASE, ...entries: Partial<AuditEntry>[]) {
  const { visit, found } = recordsAbout(release);
  let last: ReturnType<typeof next> | undefined;
  for (const entry of entries) {
    last = next(last, entry);
    visit(shownLink(link(last, last.sequence)));
  }
  const { about, around } = found();
  const words = ({ content }: (typeof about)[number]) => `${content.auditId} ${content.phase}`;
  return { about: about.map(words), around: around.map(words) };
}

describe('the records about a release', () => {
  it.each<[string, Partial<AuditEntry>]>([
    ['to it', { target: 'e1' }],
    ['that asks for it', { request: { executionId: 'e1' } }],
    ['that came to it', { outcome: { executionId: 'e1' } }],
    ['that brings it back', { request: { targetId: 'e1' } }],
    ['that takes it out', { request: { replacingId: 'e1' } }],
    ['that answers whether it is brought back', { request: { rollback: { targetId: 'e1' } } }],
    ['that answers whether it is taken out', { request: { rollback: { replacingId: 'e1' } } }],
    ['that answers by its evidence', { action: 'approval.rejected', evidence: { executionId: 'e1' } }],
    ['to its model package', { action: 'package.reconcile', request: { arn: ARN } }],
  ])('are of what was done %s', (_what, entry) => {
    expect(sorted(RELEASE, { auditId: 'act', ...entry })).toEqual({ about: ['act done'], around: [] });
  });

  it.each<[string, typeof RELEASE, Partial<AuditEntry>]>([
    ['to another one', RELEASE, { target: 'e2', request: { executionId: 'e2', targetId: 'e2', replacingId: 'e2' } }],
    ['to another model package', RELEASE, { request: { arn: `${ARN}1` } }],
    ['to no model package, though it has none', { ...RELEASE, model: {} }, { request: {} }],
  ])('are not of what was done %s', (_what, release, entry) => {
    expect(sorted(release, entry).about).toEqual([]);
  });

  it('begin with the wish for it, which knew of no execution yet, whatever was asked for meanwhile', () => {
    const { about } = sorted(
      RELEASE,
      { auditId: 'deploy', phase: 'intended', action: 'pipeline.deploy', target: 'penguins' },
      { auditId: 'other', phase: 'intended', action: 'pipeline.deploy', target: 'penguins' },
      { auditId: 'deploy', action: 'pipeline.deploy', target: 'penguins', outcome: { executionId: 'e1' } },
      { auditId: 'other', action: 'pipeline.deploy', target: 'penguins', outcome: { executionId: 'e2' } },
    );

    expect(about).toEqual(['deploy intended', 'deploy done']);
  });

  it('go on with what came of an act that named it', () => {
    const stop = { auditId: 'stop', action: 'pipeline.stop' };

    expect(sorted(RELEASE, { ...stop, phase: 'intended', target: 'e1' }, { ...stop, phase: 'failed' }).about).toEqual([
      'stop intended',
      'stop failed',
    ]);
  });

  it.each<[string, Partial<AuditEntry>]>([
    ['its evidence', { action: 'approval.approved', target: 'q1', evidence: { executionId: 'e1' } }],
    ['what was asked', { action: 'pipeline.ask-rollback', request: { targetId: 'e1' }, outcome: { approvalId: 'q1' } }],
  ])('hold all that was answered to a question which is known by %s', (_what, known) => {
    const ended = { auditId: 'end', action: 'approval.ended', target: 'q1' };
    const other = { auditId: 'other', action: 'approval.ended', target: 'q2' };

    expect(sorted(RELEASE, { auditId: 'act', ...known }, other, ended).about).toEqual(['act done', 'end done']);
  });
});

describe('the records around a release', () => {
  it.each<[string, Partial<AuditEntry>, boolean]>([
    ['a refusal while it was on its way', { action: 'refused.deploy', at: at(20) }, true],
    ['one in the moment of its beginning', { action: 'refused.deploy', at: at(10) }, true],
    ['one in the moment of its release', { action: 'refused.deploy', at: at(40) }, true],
    ['none from before', { action: 'refused.deploy', at: at(9) }, false],
    ['none from after', { action: 'refused.deploy', at: at(41) }, false],
    ['a lock', { action: 'pipeline.lock', at: at(20) }, true],
    ['the end of a lock', { action: 'pipeline.unlock', at: at(20) }, true],
    ['nothing else that was done meanwhile', { action: 'pipeline.retry', at: at(20) }, false],
  ])('are %s', (_what, entry, isAround) => {
    expect(sorted(RELEASE, { auditId: 'act', ...entry })).toEqual({ about: [], around: isAround ? ['act done'] : [] });
  });

  it('have what was asked for with what came of it, in their order', () => {
    const lock = (auditId: string, phase: 'intended' | 'done') => ({
      auditId,
      phase,
      action: 'pipeline.lock',
      at: at(20),
    });

    const { around } = sorted(
      RELEASE,
      lock('a', 'intended'),
      lock('b', 'intended'),
      lock('b', 'done'),
      lock('a', 'done'),
    );

    expect(around).toEqual(['a intended', 'b intended', 'b done', 'a done']);
  });
});
