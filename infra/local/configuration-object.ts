import { readFile } from 'node:fs/promises';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CREDENTIALS, REGION } from './identity';

/** scripts/run-image.sh has the address as well. */
const [BUCKET, KEY] = ['mlpipeline-local', 'mlpipeline.yaml'];

/** The configuration that is asked for is not there; the message is one sentence. */
export class NoConfiguration extends Error {}

/**
 * Puts the configuration where the AWS stack has it as well: into S3, for a bot in a container.
 * @param path of a file
 * @throws NoConfiguration
 */
export async function uploadConfiguration(endpoint: string, path: string): Promise<void> {
  const Body = await readFile(path).catch((cause: unknown) => {
    throw new NoConfiguration(`There is no configuration ${path}: name a file with --configuration.`, { cause });
  });
  const s3 = new S3Client({ endpoint, region: REGION, credentials: CREDENTIALS, forcePathStyle: true });
  try {
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: KEY, Body }));
  } finally {
    s3.destroy();
  }
}
