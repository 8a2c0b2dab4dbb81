import type { EndpointStatus, ProductionVariant } from '@aws-sdk/client-sagemaker';
import { JsonFile } from '../../json-file';
import { invalid } from './registry-names';

interface ModelRecord {
  name: string;
  image: string;
  role?: string | undefined;
  createdAt: string;
}

interface ConfigRecord {
  name: string;
  variants: ProductionVariant[];
  createdAt: string;
}

/** Times are ISO 8601. */
export interface EndpointRecord {
  name: string;
  /** Configuration that it serves, or served last. */
  config: string;
  status: EndpointStatus;
  reason?: string | undefined;
  createdAt: string;
  modifiedAt: string;
  /** The configuration that it is on its way to, and when it has got there, or has failed to. */
  pending?: { config: string; settlesAt: string } | undefined;
}

interface Endpoints {
  models: ModelRecord[];
  configs: ConfigRecord[];
  endpoints: EndpointRecord[];
}

type Kind = keyof Endpoints;

const WORDS: Readonly<Record<Kind, string>> = {
  models: 'model',
  configs: 'endpoint configuration',
  endpoints: 'endpoint',
};

/** Models, endpoint configurations and endpoints of one account and region; on disk after every change. */
export class EndpointStore {
  private readonly file: JsonFile<Endpoints>;
  private readonly kept: Endpoints;

  constructor(stateFile: string) {
    this.file = new JsonFile(stateFile, () => ({ models: [], configs: [], endpoints: [] }));
    this.kept = this.file.read();
  }

  get endpoints(): readonly EndpointRecord[] {
    return this.kept.endpoints;
  }

  /** @throws AwsError ValidationException, as SageMaker models no error for what is missing */
  get<K extends Kind>(kind: K, name = ''): Endpoints[K][number] {
    const found = this.find(kind, name);
    if (!found) throw invalid(`Could not find ${WORDS[kind]} "${name}".`);
    return found;
  }

  /** @throws AwsError ValidationException where there is one of that name */
  add<K extends Kind>(kind: K, record: Endpoints[K][number]): void {
    if (this.find(kind, record.name)) throw invalid(`Cannot create already existing ${WORDS[kind]} "${record.name}".`);
    (this.kept[kind] as Endpoints[K][number][]).push(record);
    this.file.write(this.kept);
  }

  change(record: EndpointRecord, change: Partial<EndpointRecord>): void {
    Object.assign(record, change);
    this.file.write(this.kept);
  }

  private find<K extends Kind>(kind: K, name: string): Endpoints[K][number] | undefined {
    const records: readonly Endpoints[K][number][] = this.kept[kind];
    return records.find((record) => record.name.toLowerCase() === name.toLowerCase());
  }
}
