import { join } from 'node:path';
import { JsonFile } from '../../../json-file';
import { AwsError } from '../../aws-error';
import type { PullRequestRecord } from './pull-request';

/** Pull requests on disk, in `pull-requests.json` beside the repositories. Their ids count through all repositories. */
export class PullRequestStore {
  private readonly file: JsonFile<PullRequestRecord[]>;
  private readonly records: Map<string, PullRequestRecord>;

  constructor(directory: string) {
    this.file = new JsonFile(join(directory, 'pull-requests.json'), () => []);
    this.records = new Map(this.file.read().map((record) => [record.id, record]));
  }

  /** Those of a repository, the oldest first. */
  of(repositoryName: string): PullRequestRecord[] {
    return [...this.records.values()].filter((record) => record.repositoryName === repositoryName);
  }

  openOf(repositoryName: string): PullRequestRecord[] {
    return this.of(repositoryName).filter(({ status }) => status === 'OPEN');
  }

  createdWith(clientRequestToken: string): PullRequestRecord | undefined {
    return [...this.records.values()].find((record) => record.clientRequestToken === clientRequestToken);
  }

  /** @throws AwsError as the operations that name a pull request do */
  existing(id: string): PullRequestRecord {
    if (id === '') throw new AwsError('PullRequestIdRequiredException', 'A pull request ID is required.');
    if (!/^\d+$/.test(id)) throw new AwsError('InvalidPullRequestIdException', `${id} is not a valid pull request ID.`);
    const record = this.records.get(id);
    if (!record) throw new AwsError('PullRequestDoesNotExistException', `Pull request ${id} does not exist`);
    return record;
  }

  add(draft: Omit<PullRequestRecord, 'id'>): PullRequestRecord {
    return this.save({ id: String(this.records.size + 1), ...draft });
  }

  save(record: PullRequestRecord): PullRequestRecord {
    this.records.set(record.id, record);
    this.file.write([...this.records.values()]);
    return record;
  }
}
