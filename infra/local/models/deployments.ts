import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { JsonFile } from '../json-file';
import { type ModelPackage, type PackageClaim, unpackModel } from './model-package';
import { ModelServer } from './model-server';

/** A model in production: which one, since when, and where its files are. */
export interface Deployment extends ModelPackage {
  since: string;
  folder: string;
}

/** The models in production, one per name, remembered on disk; each is served by a process of its own. */
export class Deployments {
  private readonly file: JsonFile<Record<string, Deployment>>;
  private readonly servers = new Map<string, ModelServer>();
  /** Changes to one model wait for one another, so that the last deployment asked for is the one that stands. */
  private readonly turns = new Map<string, Promise<unknown>>();
  private closed = false;

  constructor(private readonly directory: string) {
    this.file = new JsonFile(join(directory, 'deployments.json'), () => ({}));
  }

  find(name: string): Deployment | undefined {
    const deployments = this.file.read();
    return Object.hasOwn(deployments, name) ? deployments[name] : undefined;
  }

  all(): Deployment[] {
    return Object.values(this.file.read());
  }

  /**
   * Puts a package into production: unpacked, started and healthy before it replaces the served one, which then finishes
   * its requests and ends.
   * @throws BadPackage, or Error when it does not start; production is then unchanged
   */
  deploy(claim: PackageClaim, archive: Buffer): Promise<Deployment> {
    return this.inTurn(claim.model, async () => {
      const folder = join(claim.model, randomUUID());
      const directory = join(this.directory, folder);
      await mkdir(directory, { recursive: true });
      let server: ModelServer;
      let contents: ModelPackage;
      try {
        contents = await unpackModel(archive, directory, claim);
        server = await this.start(claim.model, folder);
      } catch (error) {
        await rm(directory, { recursive: true, force: true });
        throw error;
      }
      const deployment = { ...contents, since: new Date().toISOString(), folder };
      this.file.write({ ...this.file.read(), [claim.model]: deployment });
      const replaced = this.servers.get(claim.model);
      this.servers.set(claim.model, server);
      await replaced?.stop();
      await this.removeOthers(claim.model, folder);
      return deployment;
    });
  }

  /** Address of the model's server, started again if it has ended. */
  address(deployment: Deployment): Promise<string> {
    const serving = this.servers.get(deployment.model);
    if (serving?.running) return Promise.resolve(serving.url);
    return this.inTurn(deployment.model, async () => {
      const current = this.servers.get(deployment.model);
      if (current?.running) return current.url;
      const { folder } = this.find(deployment.model) ?? deployment;
      const server = await this.start(deployment.model, folder);
      this.servers.set(deployment.model, server);
      return server.url;
    });
  }

  /** Ends every server; nothing can be deployed or started any more. */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.allSettled(this.turns.values());
    await Promise.all([...this.servers.values()].map((server) => server.stop()));
  }

  private start(name: string, folder: string): Promise<ModelServer> {
    return ModelServer.start(join(this.directory, folder), join(this.directory, `${name}.log`));
  }

  private inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.turns.get(name) ?? Promise.resolve()).then(() => {
      if (this.closed) throw new Error('The model host is closing.');
      return work();
    });
    this.turns.set(
      name,
      turn.catch(() => undefined),
    );
    return turn;
  }

  private async removeOthers(name: string, kept: string): Promise<void> {
    const folders = (await readdir(join(this.directory, name))).map((entry) => join(name, entry));
    const others = folders.filter((folder) => folder !== kept);
    await Promise.all(others.map((folder) => rm(join(this.directory, folder), { recursive: true, force: true })));
  }
}
