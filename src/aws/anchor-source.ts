import type { S3Client } from '@aws-sdk/client-s3';
import { heldAnchors } from '../domain/audit/held-anchors';
import type { AnchorSource } from '../domain/ports/anchor-source';
import { bucketAnchors } from './bucket-anchors';

const NONE_NAMED =
  'No bucket of anchors is named (MLPIPELINE_ANCHOR_BUCKET), so the record was compared with none of those.';

/** The bucket of the deployment; where none is named, as on the local stack, a source that says so. */
export const anchorSource = (client: S3Client, bucket: string | undefined): AnchorSource =>
  bucket === undefined
    ? heldAnchors('a bucket', async () => ({ anchors: [], untold: [NONE_NAMED] }))
    : bucketAnchors({ client, bucket });
