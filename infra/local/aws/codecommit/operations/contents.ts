import type {
  FileModeTypeEnum,
  GetBlobInput,
  GetBlobOutput,
  GetFileInput,
  GetFileOutput,
} from '@aws-sdk/client-codecommit';
import { AwsError } from '../../aws-error';
import { isObjectId } from '../git';
import { isInvalidPath } from '../path';
import { commitOfSpecifier } from '../references';
import type { RepositoryStore } from '../repository-store';

/** Largest file that the API gives out (AWS CodeCommit User Guide, Quotas). */
const MAX_BYTES = 6 * 1024 * 1024;
const MODES: Record<string, FileModeTypeEnum> = { '100644': 'NORMAL', '100755': 'EXECUTABLE', '120000': 'SYMLINK' };

/** GetFile and GetBlob. */
export function contentOperations(store: RepositoryStore) {
  return {
    async GetFile({ repositoryName, commitSpecifier = 'HEAD', filePath = '' }: GetFileInput): Promise<GetFileOutput> {
      const repository = store.contents(repositoryName);
      if (filePath === '') throw new AwsError('PathRequiredException', 'A file path is required.');
      // The API Reference writes fully qualified paths with a slash in front, its examples without.
      const path = filePath.replace(/^\//, '');
      if (isInvalidPath(path)) throw new AwsError('InvalidPathException', `The path ${filePath} is not valid.`);
      const commitId = await commitOfSpecifier(repository, commitSpecifier, 'InvalidCommitException');
      const entry = await repository.entry(commitId, path);
      const fileMode = entry && MODES[entry.mode];
      if (!entry || !fileMode) throw new AwsError('FileDoesNotExistException', `The file ${filePath} does not exist.`);
      refuseTooLarge(entry.sizeInBytes);
      const { blobId, sizeInBytes: fileSize } = entry;
      return { commitId, blobId, filePath: path, fileMode, fileSize, fileContent: await repository.blob(blobId) };
    },

    async GetBlob({ repositoryName, blobId = '' }: GetBlobInput): Promise<GetBlobOutput> {
      const repository = store.contents(repositoryName);
      if (blobId === '') throw new AwsError('BlobIdRequiredException', 'A blob ID is required.');
      if (!isObjectId(blobId)) throw new AwsError('InvalidBlobIdException', `The blob ID ${blobId} is not valid.`);
      const sizeInBytes = await repository.blobSizeInBytes(blobId);
      if (sizeInBytes === undefined)
        throw new AwsError('BlobIdDoesNotExistException', `Blob ${blobId} does not exist.`);
      refuseTooLarge(sizeInBytes);
      return { content: await repository.blob(blobId) };
    },
  };
}

function refuseTooLarge(sizeInBytes: number): void {
  if (sizeInBytes <= MAX_BYTES) return;
  throw new AwsError('FileTooLargeException', `The file has ${sizeInBytes} bytes, more than the ${MAX_BYTES} allowed.`);
}
