import { randomUUID } from 'node:crypto';
import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ActionExecutionRecord, StoredArtifact } from '../state';

/**
 * The artifact store: one folder per execution and artifact, kept after the execution so that a rollback finds what it
 * deployed then.
 */
export class ArtifactFolders {
  private readonly writes = new Set<Promise<void>>();

  constructor(private readonly directory: string) {}

  pathOf({ folder }: StoredArtifact): string {
    return join(this.directory, folder);
  }

  /** Stores files as an artifact of an action, written by `fill` into an empty folder. */
  async store(
    pipelineName: string,
    { executionId }: ActionExecutionRecord,
    artifactName: string,
    fill: (folder: string) => Promise<void>,
  ): Promise<StoredArtifact> {
    const artifact = {
      name: artifactName,
      // As AWS shortens them: 20 characters of the pipeline, 10 of the artifact, 7 random ones.
      key: `${pipelineName.slice(0, 20)}/${artifactName.slice(0, 10)}/${randomUUID().slice(0, 7)}`,
      folder: join(executionId, artifactName),
    };
    await this.tracked(this.refill(this.pathOf(artifact), fill));
    return artifact;
  }

  /** Stores a copy of a folder as an artifact of an action. */
  storeCopy(pipelineName: string, action: ActionExecutionRecord, artifactName: string, source: string) {
    return this.store(pipelineName, action, artifactName, (folder) => cp(source, folder, { recursive: true }));
  }

  /** Resolves when nothing is being written any more. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.writes);
  }

  /** A folder left by an action that was cut off begins anew. */
  private async refill(folder: string, fill: (folder: string) => Promise<void>): Promise<void> {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await fill(folder);
  }

  private async tracked(write: Promise<void>): Promise<void> {
    this.writes.add(write);
    try {
      await write;
    } finally {
      this.writes.delete(write);
    }
  }
}
