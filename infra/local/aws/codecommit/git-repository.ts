import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { git, gitAnswer, gitBytes, isObjectId } from './git';

export interface CommitObject {
  commitId: string;
  treeId: string;
  parents: string[];
  message: string;
  author: Signature;
  committer: Signature;
}

interface Signature {
  name: string;
  email: string;
  /** Git raw format, `<epoch seconds> <+-hhmm>`. */
  date: string;
}

/** A line of the log. */
export interface ListedCommit {
  commitId: string;
  authorName: string;
  subject: string;
}

/** One side of a difference. */
export interface BlobEntry {
  blobId: string;
  path: string;
  /** `100644`, `100755`, `120000` or `160000`. */
  mode: string;
}

/** A file, symbolic link or submodule in a tree. */
export interface TreeEntry extends BlobEntry {
  sizeInBytes: number;
}

export interface TreeDifference {
  changeType: 'A' | 'M' | 'D';
  before?: BlobEntry;
  after?: BlobEntry;
}

/** Pushes over HTTP, and no collections: one would go on in the background when the local stack has stopped. */
const CONFIGURATION = '[http]\n\treceivepack = true\n[gc]\n\tauto = 0\n[receive]\n\tautogc = false\n';

const NO_COMMIT = '0'.repeat(40);
const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** A bare git repository, read with git's own commands. */
export class GitRepository {
  constructor(readonly path: string) {}

  /** Makes an empty repository whose default branch is `main` and that takes pushes over HTTP. */
  static async create(path: string): Promise<GitRepository> {
    await git(['init', '--quiet', '--bare', '--initial-branch=main', '--template=', path]);
    await appendFile(join(path, 'config'), CONFIGURATION);
    return new GitRepository(path);
  }

  /** Ids by full name, of branches and tags; a tag object counts as the commit it points to. */
  async references(): Promise<Map<string, string>> {
    const format = '%(refname)%00%(objectname)%00%(*objectname)';
    const listing = await this.git('for-each-ref', `--format=${format}`, 'refs/heads', 'refs/tags');
    return new Map(
      lines(listing).map((line) => {
        const [name = '', id = '', tagged = ''] = line.split('\0');
        return [name, tagged || id];
      }),
    );
  }

  async hasBranches(): Promise<boolean> {
    return (await this.git('for-each-ref', '--count=1', 'refs/heads')) !== '';
  }

  /** @param id full id @returns undefined where the repository has no such commit */
  async commit(id: string): Promise<CommitObject | undefined> {
    const raw = isObjectId(id) ? await gitAnswer(this.arguments('cat-file', 'commit', id)) : undefined;
    return raw === undefined ? undefined : parseCommit(id, raw);
  }

  /** Differences between two commits, or all files of one; a rename is a deletion and an addition. */
  async differences(before: string | undefined, after: string, paths: readonly string[]): Promise<TreeDifference[]> {
    const range = ['-r', '-z', '--no-renames', before ?? EMPTY_TREE, after];
    return parseDifferences(await this.git('--literal-pathspecs', 'diff-tree', ...range, '--', ...paths));
  }

  /** Lines added and removed per file since a commit, or of all files of one; none where a file is no text. */
  async changedLines(
    before: string | undefined,
    after: string,
  ): Promise<{ path: string; added?: number | undefined; removed?: number | undefined }[]> {
    const listing = await this.git('diff-tree', '-r', '-z', '--no-renames', '--numstat', before ?? EMPTY_TREE, after);
    const number = (text = '-') => (text === '-' ? undefined : Number(text));
    return listing
      .split('\0')
      .filter((line) => line !== '')
      .map((line) => {
        const [added, removed, ...path] = line.split('\t');
        return { path: path.join('\t'), added: number(added), removed: number(removed) };
      });
  }

  /** The newest hundred commits that `after` has in its history and `before` has not. @param before, after ids of commits */
  async commitsBetween(before: string, after: string): Promise<ListedCommit[]> {
    const listing = await this.git('log', '--max-count=100', '--format=%H%x00%an%x00%s', `${before}..${after}`, '--');
    return lines(listing).map((line) => {
      const [commitId = '', authorName = '', subject = ''] = line.split('\0');
      return { commitId, authorName, subject };
    });
  }

  async hasPath(commitId: string, path: string): Promise<boolean> {
    return (await this.git('--literal-pathspecs', 'ls-tree', '-z', '--full-tree', commitId, '--', path)) !== '';
  }

  /** The file or link at a path, undefined where the commit has none there. */
  async entry(commitId: string, path: string): Promise<TreeEntry | undefined> {
    const listing = await this.git('--literal-pathspecs', 'ls-tree', '-z', '-l', '--full-tree', commitId, '--', path);
    const [header = '', found] = (listing.split('\0')[0] ?? '').split('\t');
    const [mode = '', type, blobId = '', size] = header.split(/ +/);
    return found === path && type === 'blob' ? { blobId, path, mode, sizeInBytes: Number(size) } : undefined;
  }

  /** Size of a file's contents, undefined where the repository has no such blob. @param id full id */
  async blobSizeInBytes(id: string): Promise<number | undefined> {
    const type = isObjectId(id) ? await gitAnswer(this.arguments('cat-file', '-t', id)) : undefined;
    return type?.trim() === 'blob' ? Number(await this.git('cat-file', '-s', id)) : undefined;
  }

  /** @param id of an existing blob */
  blob(id: string): Promise<Buffer> {
    return gitBytes(this.arguments('cat-file', 'blob', id));
  }

  /** The newest commit that two have in common, undefined where their histories are unrelated. */
  async mergeBase(one: string, other: string): Promise<string | undefined> {
    return (await gitAnswer(this.arguments('merge-base', one, other)))?.trim();
  }

  /** Whether a branch at `commitId` can be moved to `descendant` by fast-forward. */
  async isAncestor(commitId: string, descendant: string): Promise<boolean> {
    return (await gitAnswer(this.arguments('merge-base', '--is-ancestor', commitId, descendant))) !== undefined;
  }

  /**
   * Moves a branch, or creates it.
   * @param from where it must stand, undefined where it must not exist
   * @returns false where it stands elsewhere or something else is moving it
   */
  async moveReference(reference: string, from: string | undefined, to: string): Promise<boolean> {
    return (await gitAnswer(this.arguments('update-ref', reference, to, from ?? NO_COMMIT))) !== undefined;
  }

  /** Writes the files of a commit into a folder. */
  async checkout(commitId: string, directory: string): Promise<void> {
    // An index of its own: checkouts of several commits go on at the same time.
    const scratch = await mkdtemp(join(tmpdir(), 'codecommit-index-'));
    try {
      const environment = { GIT_INDEX_FILE: join(scratch, 'index'), GIT_WORK_TREE: directory };
      await git(this.arguments('read-tree', commitId), environment);
      await git(this.arguments('checkout-index', '--all', '--force'), environment);
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  }

  private git(...args: string[]): Promise<string> {
    return git(this.arguments(...args));
  }

  private arguments(...args: string[]): string[] {
    return [`--git-dir=${this.path}`, ...args];
  }
}

function parseCommit(commitId: string, raw: string): CommitObject {
  const end = raw.indexOf('\n\n');
  const headers = raw.slice(0, end).split('\n');
  const values = (header: string) =>
    headers.filter((line) => line.startsWith(`${header} `)).map((line) => line.slice(header.length + 1));
  return {
    commitId,
    treeId: values('tree')[0] ?? '',
    parents: values('parent'),
    message: raw.slice(end + 2),
    author: parseSignature(values('author')[0] ?? ''),
    committer: parseSignature(values('committer')[0] ?? ''),
  };
}

function parseSignature(line: string): Signature {
  const [, name = '', email = '', date = ''] = /^(.*?) ?<(.*)> (\d+ [+-]\d{4})$/.exec(line) ?? [];
  return { name, email, date };
}

/** Output of `diff-tree -z`: `:<mode> <mode> <id> <id> <status>`, then the path, each ended by a NUL. */
function parseDifferences(output: string): TreeDifference[] {
  const fields = output.split('\0').slice(0, -1);
  const differences: TreeDifference[] = [];
  for (let index = 0; index < fields.length; index += 2) {
    const [header = '', path = ''] = fields.slice(index, index + 2);
    const [beforeMode = '', afterMode = '', beforeId = '', afterId = '', status] = header.slice(1).split(' ');
    const before = { blobId: beforeId, path, mode: beforeMode };
    const after = { blobId: afterId, path, mode: afterMode };
    if (status === 'A') differences.push({ changeType: 'A', after });
    else if (status === 'D') differences.push({ changeType: 'D', before });
    else differences.push({ changeType: 'M', before, after });
  }
  return differences;
}

function lines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}
