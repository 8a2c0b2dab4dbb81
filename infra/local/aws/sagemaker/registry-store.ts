import type { CreateModelPackageInput, DescribeModelPackageOutput, UserContext } from '@aws-sdk/client-sagemaker';
import { JsonFile } from '../../json-file';

/** A model package group as it is kept. Times are ISO 8601. */
export interface GroupRecord {
  name: string;
  description?: string | undefined;
  createdAt: string;
  createdBy: UserContext;
}

/** What CreateModelPackage says of a version beside its name. */
export type Description = Omit<
  CreateModelPackageInput,
  'ModelPackageName' | 'ModelPackageGroupName' | 'Tags' | 'ClientToken'
> &
  Pick<DescribeModelPackageOutput, 'ApprovalDescription'>;

/** One version of a group. */
export interface PackageRecord {
  groupName: string;
  version: number;
  description: Description;
  createdAt: string;
  createdBy: UserContext;
  modifiedAt?: string;
  modifiedBy?: UserContext;
}

/** A request that carried a ClientToken: its repetition must change nothing. AWS does not say for how long. */
export interface TokenRecord {
  token: string;
  /** JSON of the request. */
  request: string;
  packageArn: string;
}

interface Registry {
  groups: GroupRecord[];
  packages: PackageRecord[];
  tokens: TokenRecord[];
}

/** The model registry of one account and region; on disk after every change. Names differ by more than their case. */
export class RegistryStore {
  private readonly file: JsonFile<Registry>;
  private readonly registry: Registry;

  constructor(stateFile: string) {
    this.file = new JsonFile(stateFile, () => ({ groups: [], packages: [], tokens: [] }));
    this.registry = this.file.read();
  }

  /** In the order in which they were created. */
  get groups(): readonly GroupRecord[] {
    return this.registry.groups;
  }

  /** In the order in which they were registered. */
  get packages(): readonly PackageRecord[] {
    return this.registry.packages;
  }

  group(name: string): GroupRecord | undefined {
    return this.registry.groups.find((group) => isNamed(group.name, name));
  }

  versionsOf(groupName: string): PackageRecord[] {
    return this.registry.packages.filter((version) => isNamed(version.groupName, groupName));
  }

  tokenUsed(token: string): TokenRecord | undefined {
    return this.registry.tokens.find((used) => used.token === token);
  }

  addGroup(group: GroupRecord): void {
    this.registry.groups.push(group);
    this.file.write(this.registry);
  }

  /** Adds a version or replaces the one of that number, and remembers the token that asked for it. */
  savePackage(saved: PackageRecord, token?: TokenRecord): void {
    const { packages, tokens } = this.registry;
    const index = packages.findIndex(
      ({ groupName, version }) => groupName === saved.groupName && version === saved.version,
    );
    packages.splice(index < 0 ? packages.length : index, 1, saved);
    if (token) tokens.push(token);
    this.file.write(this.registry);
  }
}

const isNamed = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
