import { ringById } from '../../../src/domain/alarms/ring';
import { cardSubject, isBehind, markChanged } from '../../../src/domain/cards';
import type { AlarmRings } from '../../../src/domain/ports/alarm-rings';
import type { Approvals } from '../../../src/domain/ports/approvals';
import type { BuildRecords } from '../../../src/domain/ports/build-records';
import type { Cards } from '../../../src/domain/ports/cards';
import type { Executions } from '../../../src/domain/ports/executions';
import type { Locks } from '../../../src/domain/ports/locks';
import type { ModelPackageRecords } from '../../../src/domain/ports/model-package-records';
import type { Notifier } from '../../../src/domain/ports/notifier';
import type { PullRequestRecords } from '../../../src/domain/ports/pull-request-records';
import { lockById } from '../../../src/domain/releases/lock';

/** The channel in memory: each card is the picture of its subject as the state was when it was drawn. */
export class PictureWall implements Notifier {
  /** Keys of cards in the order of their changes, repeats included. */
  readonly changed: string[] = [];
  private readonly pictures = new Map<string, unknown>();

  constructor(
    private readonly stores: {
      cards: Cards;
      approvals: Approvals;
      executions: Executions;
      buildRecords: BuildRecords;
      locks: Locks;
      pullRequestRecords: PullRequestRecords;
      modelPackages: ModelPackageRecords;
      alarmRings: AlarmRings;
    },
  ) {}

  async cardWillChange(key: string): Promise<void> {
    await this.stores.cards.update(key, (card) => markChanged(key, card));
  }

  async cardChanged(key: string): Promise<void> {
    this.changed.push(key);
    await this.stores.cards.update(key, (card) => markChanged(key, card));
    await this.draw(key);
  }

  async cardDue(key: string): Promise<void> {
    await this.stores.cards.update(key, (card) => card ?? markChanged(key, card));
    await this.draw(key);
  }

  async drawCardsBehind(): Promise<number> {
    const behind = await this.stores.cards.behind(100);
    for (const { key } of behind) await this.draw(key);
    return behind.length;
  }

  /** What hangs there, undefined where nothing was ever drawn. */
  picture(key: string): unknown {
    return this.pictures.get(key);
  }

  /** What would hang there if it were drawn now. */
  async truth(key: string): Promise<unknown> {
    const subject = cardSubject(key);
    if (subject?.kind === 'approval') return this.stores.approvals.get(subject.approvalId);
    if (subject?.kind === 'build') return this.stores.buildRecords.get(subject.buildId);
    if (subject?.kind === 'lock') return lockById(await this.stores.locks.get(subject.pipeline), subject.lockId);
    if (subject?.kind === 'pull-request') {
      return this.stores.pullRequestRecords.get(subject.repository, subject.pullRequestId);
    }
    if (subject?.kind === 'model-package') return this.stores.modelPackages.get(subject.pipeline, subject.version);
    if (subject?.kind === 'alarm') return ringById(await this.stores.alarmRings.get(subject.pipeline), subject.ringId);
    return subject?.kind === 'execution'
      ? this.stores.executions.get(subject.pipeline, subject.executionId)
      : undefined;
  }

  private async draw(key: string): Promise<void> {
    const card = await this.stores.cards.get(key);
    if (!card || !isBehind(card)) return;
    this.pictures.set(key, await this.truth(key));
    await this.stores.cards.update(key, (current) => current && { ...current, drawnVersion: card.version });
  }
}
