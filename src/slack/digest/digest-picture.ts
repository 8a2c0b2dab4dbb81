import type { KnownBlock } from '@slack/web-api';
import type { Digest } from '../../domain/digest/digest';

/** What a digest shows of its picture: the picture, words on why there is none, or nothing where nothing was released. */
export type DigestPicture = (digest: Digest) => Promise<readonly KnownBlock[]>;
