import type { DomainEvent } from '../../src/domain/events';
import type { FakeBuilds } from '../support/fakes/fake-builds';
import type { Chance } from './chance';

/** What becomes of builds outside the pipelines: the truth, and the events by which CodeBuild tells of it. */
export class BuildsWorld {
  private readonly followed = new Set<string>();
  private running = 0;

  constructor(
    private readonly builds: FakeBuilds,
    private readonly emit: (event: DomainEvent) => void,
    private readonly chance: Chance,
  ) {}

  get isAtRest(): boolean {
    return this.running === 0 && this.builds.all().every(({ buildId }) => this.followed.has(buildId));
  }

  /** Whatever has been started, by us or in the console, goes on. */
  adoptBegun(): void {
    for (const { buildId, project } of this.builds.all()) {
      if (this.followed.has(buildId)) continue;
      this.followed.add(buildId);
      void this.runs(buildId, project);
    }
  }

  private async runs(buildId: string, project: string): Promise<void> {
    this.running += 1;
    this.tells(buildId, project);
    for (const phase of ['INSTALL', 'BUILD']) {
      await this.some(5, 45);
      this.builds.passes(buildId, phase);
      this.tells(buildId, project);
    }
    this.builds.ends(buildId, this.chance.is(0.8) ? 'Succeeded' : 'Failed');
    this.tells(buildId, project);
    this.running -= 1;
  }

  private tells(buildId: string, project: string): void {
    this.emit({ kind: 'build', project, buildId, at: new Date() });
  }

  private some(least: number, most: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, this.chance.between(least, most) * 1_000));
  }
}
