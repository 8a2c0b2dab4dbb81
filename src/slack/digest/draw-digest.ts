import { type Digest, isQuiet } from '../../domain/digest/digest';
import type { Charts, Picture } from '../../domain/ports/charts';

/** The picture of a digest; undefined where there is nothing to see, or nobody to look: a quiet day is one line. */
export async function drawDigest(charts: Charts, { pipelines, days }: Digest): Promise<Picture | undefined> {
  const [only, ...others] = pipelines;
  if (!only || pipelines.every(isQuiet)) return undefined;
  return charts.digest({ of: others.length === 0 ? only.pipeline : `${pipelines.length} pipelines`, days });
}
