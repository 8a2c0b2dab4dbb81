import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { CommitBench } from './commit-bench';

describe('git over HTTP', () => {
  let bench: CommitBench;
  beforeAll(async () => {
    bench = await CommitBench.start();
  });
  afterAll(() => bench.remove());

  let count = 0;
  async function newRepository(): Promise<string> {
    const name = `penguins-${++count}`;
    await bench.codeCommit.createRepository(name, 'Penguin species');
    bench.events.length = 0;
    return name;
  }

  it('takes a first push to an empty repository and gives the same files to the next clone', async () => {
    const repository = await newRepository();
    const emma = await bench.clone(repository);
    const commitId = await emma.commit('First', { 'src/train.py': 'print(1)\n' });
    await emma.push('HEAD');

    const ada = await bench.clone(repository);

    expect(await ada.git('rev-parse', 'HEAD')).toBe(commitId);
    expect(await ada.git('symbolic-ref', '--short', 'HEAD')).toBe('main');
    expect(await readFile(join(ada.path, 'src/train.py'), 'utf8')).toBe('print(1)\n');
  });

  it('streams pushes and clones of many megabytes', async () => {
    const repository = await newRepository();
    const emma = await bench.clone(repository);
    const weights = randomBytes(6 * 1024 * 1024);
    await emma.commit('Weights', { 'weights.bin': weights });

    await emma.push('HEAD');

    const ada = await bench.clone(repository);
    expect((await readFile(join(ada.path, 'weights.bin'))).equals(weights)).toBe(true);
  });

  it('understands requests that git has compressed', async () => {
    const repository = await newRepository();
    const emma = await bench.clone(repository);
    const commitId = await emma.commit('First', {});
    await emma.push('HEAD:main');

    const response = await fetch(`${bench.cloneUrl(repository)}/git-upload-pack`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-git-upload-pack-request', 'content-encoding': 'gzip' },
      body: new Uint8Array(gzipSync(`003ewant ${commitId} no-progress\n00000009done\n`)),
    });

    expect(response.status).toBe(200);
    expect(await response.text()).toContain('PACK');
  });

  it('announces a new branch, then its update and its deletion', async () => {
    const repository = await newRepository();
    const emma = await bench.clone(repository);
    const first = await emma.commit('First', {});
    await emma.push('HEAD:main', 'HEAD:refs/heads/feature/bills');
    const second = await emma.commit('Second', {});
    await emma.push('HEAD:feature/bills');
    await emma.push('--delete', 'feature/bills');

    const details = bench.events.map(({ detail }) => detail);

    const common = { repositoryName: repository, repositoryId: expect.any(String), referenceType: 'branch' };
    const branch = { ...common, referenceName: 'feature/bills', referenceFullName: 'refs/heads/feature/bills' };
    const main = { ...common, referenceName: 'main', referenceFullName: 'refs/heads/main' };
    const callerUserArn = 'arn:aws:iam::123456789012:user/local';
    expect(details).toEqual([
      { ...branch, event: 'referenceCreated', commitId: first, callerUserArn },
      { ...main, event: 'referenceCreated', commitId: first, callerUserArn },
      { ...branch, event: 'referenceUpdated', commitId: second, oldCommitId: first, callerUserArn },
      { ...branch, event: 'referenceDeleted', oldCommitId: second, callerUserArn },
    ]);
    expect(bench.events[0]).toMatchObject({
      source: 'aws.codecommit',
      'detail-type': 'CodeCommit Repository State Change',
      resources: [`arn:aws:codecommit:us-east-1:123456789012:${repository}`],
    });
  });

  it('names the user who signs in, and announces the commit of an annotated tag', async () => {
    const repository = await newRepository();
    const emma = await bench.clone(repository);
    await emma.signIn('emma');
    const commitId = await emma.commit('First', {});
    await emma.git('tag', '-a', 'v1', '-m', 'Version 1');

    await emma.push('v1');

    expect(bench.events.map(({ detail }) => detail)).toEqual([
      expect.objectContaining({
        event: 'referenceCreated',
        referenceType: 'tag',
        referenceName: 'v1',
        commitId,
        callerUserArn: 'arn:aws:iam::123456789012:user/emma',
      }),
    ]);
  });

  it('tells listeners of branches that were pushed, after their tip can be read', async () => {
    const repository = await newRepository();
    const { sources } = bench.codeCommit;
    const seen: unknown[] = [];
    sources.onPush((push) => {
      if (push.repositoryName === repository) seen.push([push, sources.resolve(repository, push.branchName)]);
    });
    const emma = await bench.clone(repository);
    const commitId = await emma.commit('Measure bills', {});
    await emma.git('tag', 'v1');
    await emma.push('HEAD:main', 'v1');
    await emma.push('HEAD:main');

    const [[push, resolved] = [], ...more] = seen as [unknown, Promise<unknown>][];

    expect(more).toEqual([]);
    expect(push).toEqual({ repositoryName: repository, branchName: 'main', commitId });
    await expect(resolved).resolves.toEqual({
      commitId,
      message: 'Measure bills\n',
      authorDate: '1484167798 -0800',
      committerDate: '1484167900 +0100',
      authorName: 'Emma',
      authorEmail: 'emma@example.com',
    });
  });

  it('announces both of two simultaneous pushes, and each once', async () => {
    const repository = await newRepository();
    const [emma, ada] = await Promise.all([bench.clone(repository), bench.clone(repository)]);
    const commits = [await emma.commit('By Emma', {}), await ada.commit('By Ada', { ada: '' })];

    await Promise.all([emma.push('HEAD:emma'), ada.push('HEAD:ada')]);

    expect(bench.events.map(({ detail }) => [detail.referenceName, detail.commitId]).sort()).toEqual([
      ['ada', commits[1]],
      ['emma', commits[0]],
    ]);
  });

  it('announces nothing where a push was rejected', async () => {
    const repository = await newRepository();
    const [emma, ada] = await Promise.all([bench.clone(repository), bench.clone(repository)]);
    await emma.commit('By Emma', {});
    await emma.push('HEAD:main');
    bench.events.length = 0;
    await ada.commit('By Ada', { ada: '' });

    await expect(ada.push('HEAD:main')).rejects.toThrow('rejected');

    expect(bench.events).toEqual([]);
  });

  it('writes the files of a commit into a folder, without the history', async () => {
    const repository = await newRepository();
    const emma = await bench.clone(repository);
    const first = await emma.commit('First', { 'a.txt': 'one', 'deep/b.txt': 'two' });
    await emma.commit('Second', { 'a.txt': 'changed' });
    await emma.push('HEAD:main');
    const target = join(bench.directory, 'checkout');
    await mkdir(target);

    await bench.codeCommit.sources.checkout(repository, first, target);

    expect(await readFile(join(target, 'a.txt'), 'utf8')).toBe('one');
    expect(await readFile(join(target, 'deep/b.txt'), 'utf8')).toBe('two');
    await expect(readFile(join(target, '.git/HEAD'))).rejects.toThrow('ENOENT');
  });

  it.each([
    '/git/unknown.git/info/refs?service=git-upload-pack',
    '/git/penguins-1.git/config',
    '/git/penguins-1.git/../repositories.json',
    '/git/penguins-1.git/HEAD',
    '/git/penguins-1.git/info%2frefs',
  ])('does not serve %s', async (path) => {
    const response = await fetch(`${bench.url}${path}`);

    expect(response.ok).toBe(false);
  });

  it('refuses a repository that exists or whose name is none', async () => {
    await expect(bench.codeCommit.createRepository('penguins-1', '')).rejects.toMatchObject({
      code: 'RepositoryNameExistsException',
    });
    await expect(bench.codeCommit.createRepository('../outside', '')).rejects.toMatchObject({
      code: 'InvalidRepositoryNameException',
    });
  });
});
