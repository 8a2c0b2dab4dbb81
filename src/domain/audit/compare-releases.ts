import type { Releases } from '../ports/releases';
import { type Release, releaseName } from '../releases/release';
import { type ChainProof, isWhole } from './chain-proof';
import { pipelineIn } from './chains';

/** Successes of a pipeline that are looked at. */
const LOOKED_AT = 25;
/** Ids of people in Slack: principals of AWS and the policy have others. */
const PERSON = /^[UW][A-Z0-9]{2,}$/;

/**
 * A chain without a single record has nothing that does not fit. The releases of its pipeline say whether there should be
 * one: whoever answers in Slack is on record before AWS hears of it, and retention never removes the newest record.
 */
export async function compareReleases(
  releases: Pick<Releases, 'newest'> | undefined,
  proof: ChainProof,
): Promise<ChainProof> {
  const pipeline = pipelineIn(proof.chain);
  if (!releases || pipeline === undefined || proof.links > 0 || !isWhole(proof)) return proof;
  const known = await releases.newest(pipeline, LOOKED_AT);
  const [newest] = known;
  if (!newest) return proof;
  const approved = known.find((release) => approverIn(release) !== undefined);
  if (!approved) return { ...proof, unrecorded: { release: releaseName(newest), at: newest.releasedAt.toISOString() } };
  const detail = `${releaseName(approved)}, released ${approved.releasedAt.toISOString()}, was approved in Slack by ${approverIn(approved)}, which was put on record then`;
  return { ...proof, findings: [{ kind: 'removed', from: 1, to: 1, detail }] };
}

const approverIn = ({ approvedBy }: Release): string | undefined =>
  approvedBy.find(({ by }) => PERSON.test(by.id))?.by.id;
