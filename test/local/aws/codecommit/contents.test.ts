import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { BatchGetCommitsCommand, GetBlobCommand, GetFileCommand } from '@aws-sdk/client-codecommit';
import { CommitBench } from './commit-bench';
import { type Refusal, unprovoked } from './refusals';

const UNKNOWN_ID = 'deadbeefdeadbeefdeadbeefdeadbeefdeadbeef';
const PENGUINS = { repositoryName: 'penguins' };
const LARGEST = 6 * 1024 * 1024;

describe('contents of commits through the API', () => {
  let bench: CommitBench;
  let first: string;
  let second: string;
  let tooLargeBlob: string;
  beforeAll(async () => {
    bench = await CommitBench.start();
    await bench.codeCommit.createRepository('penguins');
    await bench.codeCommit.createRepository('empty');
    const emma = await bench.clone('penguins');
    first = await emma.commit('First', { 'src/train.py': 'print(1)\n', 'run.sh': 'true\n' });
    await symlink('src/train.py', join(emma.path, 'link'));
    await emma.git('update-index', '--chmod=+x', 'run.sh');
    const sized = { 'large.bin': Buffer.alloc(LARGEST, 255), 'larger.bin': Buffer.alloc(LARGEST + 1) };
    await emma.git('commit', '--quiet', '-m', 'Executable');
    await emma.git('config', 'core.fileMode', 'false');
    second = await emma.commit('Second', { ...sized, 'src/train.py': 'print(2)\n' });
    tooLargeBlob = await emma.git('rev-parse', 'HEAD:larger.bin');
    await emma.push('HEAD:main');
  });
  afterAll(() => bench.remove());

  const REFUSED: Refusal[] = [
    ['GetFile', 'RepositoryNameRequiredException', () => getFile({ repositoryName: undefined })],
    ['GetFile', 'InvalidRepositoryNameException', () => getFile({ repositoryName: 'no/name' })],
    ['GetFile', 'RepositoryDoesNotExistException', () => getFile({ repositoryName: 'whales' })],
    ['GetFile', 'InvalidCommitException', () => getFile({ commitSpecifier: 'main~1' })],
    ['GetFile', 'InvalidCommitException', () => getFile({ commitSpecifier: first.slice(0, 12) })],
    ['GetFile', 'CommitDoesNotExistException', () => getFile({ commitSpecifier: UNKNOWN_ID })],
    ['GetFile', 'CommitDoesNotExistException', () => getFile({ repositoryName: 'empty' })],
    ['GetFile', 'PathRequiredException', () => getFile({ filePath: undefined })],
    ['GetFile', 'PathRequiredException', () => getFile({ filePath: '' })],
    ['GetFile', 'InvalidPathException', () => getFile({ filePath: '../etc/passwd' })],
    ['GetFile', 'FileDoesNotExistException', () => getFile({ filePath: 'absent' })],
    ['GetFile', 'FileDoesNotExistException', () => getFile({ filePath: 'src' })],
    ['GetFile', 'FileTooLargeException', () => getFile({ filePath: 'larger.bin' })],
    ['GetBlob', 'RepositoryNameRequiredException', () => getBlob(tooLargeBlob, {})],
    ['GetBlob', 'InvalidRepositoryNameException', () => getBlob(tooLargeBlob, { repositoryName: 'no/name' })],
    ['GetBlob', 'RepositoryDoesNotExistException', () => getBlob(tooLargeBlob, { repositoryName: 'whales' })],
    ['GetBlob', 'BlobIdRequiredException', () => getBlob(undefined)],
    ['GetBlob', 'InvalidBlobIdException', () => getBlob('main:run.sh')],
    ['GetBlob', 'BlobIdDoesNotExistException', () => getBlob(UNKNOWN_ID)],
    ['GetBlob', 'BlobIdDoesNotExistException', () => getBlob(first)],
    ['GetBlob', 'FileTooLargeException', () => getBlob(tooLargeBlob)],
    ['BatchGetCommits', 'RepositoryNameRequiredException', () => batchGetCommits([first], {})],
    [
      'BatchGetCommits',
      'InvalidRepositoryNameException',
      () => batchGetCommits([first], { repositoryName: 'no/name' }),
    ],
    [
      'BatchGetCommits',
      'RepositoryDoesNotExistException',
      () => batchGetCommits([first], { repositoryName: 'whales' }),
    ],
    ['BatchGetCommits', 'CommitIdsListRequiredException', () => batchGetCommits(undefined)],
    ['BatchGetCommits', 'CommitIdsListRequiredException', () => batchGetCommits([])],
    ['BatchGetCommits', 'CommitIdsLimitExceededException', () => batchGetCommits(Array(101).fill(first))],
  ];

  it.each(REFUSED)('%s answers %s', async (_operation, code, call) => {
    await expect(call()).rejects.toMatchObject({ name: code });
  });

  it('answers every documented error somewhere', () => {
    expect(unprovoked(REFUSED)).toEqual([]);
  });

  it('gives a file of the default branch where no commit is named', async () => {
    const { fileContent, ...facts } = await getFile({ filePath: 'src/train.py' });

    expect(text(fileContent)).toBe('print(2)\n');
    expect(facts).toMatchObject({
      commitId: second,
      blobId: expect.stringMatching(/^[\da-f]{40}$/),
      filePath: 'src/train.py',
      fileMode: 'NORMAL',
      fileSize: 9,
    });
  });

  it.each([
    ['a commit id', () => first, 'print(1)\n'],
    ['a branch', () => 'main', 'print(2)\n'],
    ['a full reference', () => 'refs/heads/main', 'print(2)\n'],
  ])('gives a file as %s has it', async (_what, commitSpecifier, content) => {
    const { fileContent } = await getFile({ commitSpecifier: commitSpecifier(), filePath: '/src/train.py' });

    expect(text(fileContent)).toBe(content);
  });

  it('tells an executable file and a symbolic link from others', async () => {
    await expect(getFile({ filePath: 'run.sh' })).resolves.toMatchObject({ fileMode: 'EXECUTABLE' });
    await expect(getFile({ filePath: 'link' })).resolves.toMatchObject({ fileMode: 'SYMLINK' });
  });

  it('gives a blob of 6 MB unchanged, the largest there is', async () => {
    const { blobId, fileSize } = await getFile({ filePath: 'large.bin' });

    const { content } = await getBlob(blobId);

    expect(fileSize).toBe(LARGEST);
    expect(Buffer.from(content ?? []).equals(Buffer.alloc(LARGEST, 255))).toBe(true);
  });

  it('gives the commits that it finds and an error for each of the others', async () => {
    const { commits, errors } = await batchGetCommits([second, UNKNOWN_ID, first.slice(0, 12), first]);

    expect(commits?.map(({ commitId, message }) => [commitId, message])).toEqual([
      [second, 'Second\n'],
      [first, 'First\n'],
    ]);
    expect(errors).toEqual([
      { commitId: UNKNOWN_ID, errorCode: 'CommitIdDoesNotExistException', errorMessage: expect.any(String) },
      { commitId: first.slice(0, 12), errorCode: 'InvalidCommitIdException', errorMessage: expect.any(String) },
    ]);
  });

  it('takes 100 commits at once', async () => {
    const { commits } = await batchGetCommits(Array(100).fill(first));

    expect(commits).toHaveLength(100);
  });

  function getFile(input: Partial<ConstructorParameters<typeof GetFileCommand>[0]>) {
    return bench.client.send(new GetFileCommand({ repositoryName: 'penguins', filePath: 'run.sh', ...input }));
  }

  function getBlob(blobId: string | undefined, repository: { repositoryName?: string } = PENGUINS) {
    return bench.client.send(new GetBlobCommand({ repositoryName: undefined, ...repository, blobId }));
  }

  function batchGetCommits(commitIds: string[] | undefined, repository: { repositoryName?: string } = PENGUINS) {
    return bench.client.send(new BatchGetCommitsCommand({ repositoryName: undefined, ...repository, commitIds }));
  }
});

function text(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString();
}
