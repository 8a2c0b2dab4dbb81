import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { ACCOUNT, REGION } from '../../identity';
import { JsonFile } from '../../json-file';
import { AwsError } from '../aws-error';
import { GitRepository } from './git-repository';

/** What CodeCommit keeps of a repository beside its contents. Times are ISO 8601. */
export interface RepositoryRecord {
  name: string;
  id: string;
  description: string;
  createdAt: string;
  modifiedAt: string;
}

const REPOSITORY_NAME = /^[\w.-]{1,100}$/;

/** Repositories on disk: `repositories.json` and one bare repository each, `<name>.git`. */
export class RepositoryStore {
  private readonly file: JsonFile<RepositoryRecord[]>;
  private readonly records: Map<string, RepositoryRecord>;

  constructor(
    readonly directory: string,
    private readonly now: () => Date,
  ) {
    this.file = new JsonFile(join(directory, 'repositories.json'), () => []);
    this.records = new Map(this.file.read().map((record) => [record.name, record]));
  }

  /** In alphabetical order. */
  all(): RepositoryRecord[] {
    return [...this.records.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  find(name: string): RepositoryRecord | undefined {
    return this.records.get(name);
  }

  /** @throws AwsError as the operations that name a repository do */
  existing(name: string | undefined): RepositoryRecord {
    if (name === undefined) throw new AwsError('RepositoryNameRequiredException', 'A repository name is required.');
    refuseInvalidName(name);
    const record = this.records.get(name);
    if (!record) throw new AwsError('RepositoryDoesNotExistException', `${name} does not exist`);
    return record;
  }

  /** The contents of an existing repository. @throws AwsError */
  contents(name: string | undefined): GitRepository {
    return new GitRepository(this.path(this.existing(name).name));
  }

  /** @throws AwsError InvalidRepositoryNameException, RepositoryNameExistsException */
  async create(name: string, description: string): Promise<void> {
    refuseInvalidName(name);
    if (this.records.has(name)) throw nameExists(name);
    await GitRepository.create(this.path(name));
    if (this.records.has(name)) throw nameExists(name);
    const now = this.now().toISOString();
    this.save({ name, id: randomUUID(), description, createdAt: now, modifiedAt: now });
  }

  /** Notes that the repository has changed. */
  touch(name: string): void {
    this.save({ ...this.existing(name), modifiedAt: this.now().toISOString() });
  }

  private path(name: string): string {
    return join(this.directory, `${name}.git`);
  }

  private save(record: RepositoryRecord): void {
    this.records.set(record.name, record);
    this.file.write([...this.records.values()]);
  }
}

/** ARN of a repository. */
export function repositoryArn(name: string): string {
  return `arn:aws:codecommit:${REGION}:${ACCOUNT}:${name}`;
}

function refuseInvalidName(name: string): void {
  if (REPOSITORY_NAME.test(name) && !name.endsWith('.git')) return;
  throw new AwsError('InvalidRepositoryNameException', `${name} is not a valid repository name.`);
}

function nameExists(name: string): AwsError {
  return new AwsError('RepositoryNameExistsException', `Repository named ${name} already exists`);
}
