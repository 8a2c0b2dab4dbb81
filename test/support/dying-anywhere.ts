import { firstBrokenLink } from '../../src/domain/audit/audit-chain';
import type { PipelinePolicy } from '../../src/domain/policies/policy';
import { failureOf, type UseCaseBench, useCaseBench } from './use-case-bench';

/** Longer than any of these use cases is. */
const LONGEST = 120;

interface Story<Prepared> {
  /** Of the pipeline; one person's word is enough unless told otherwise. */
  policy?: PipelinePolicy;
  prepare: (bench: UseCaseBench) => Promise<Prepared>;
  act: (useCases: UseCaseBench['useCases'], prepared: Prepared) => Promise<unknown>;
  /** What the world does about a process that died; mostly another one looks once the lease is over. */
  recover?: (bench: UseCaseBench, prepared: Prepared) => Promise<unknown>;
  /** Holds whatever must hold in the end, and says in a word what happened. */
  end: (bench: UseCaseBench, prepared: Prepared) => Promise<string>;
}

/**
 * Lets a process die after its first call, after its second, and so on until it lives to its end, each time on a bench
 * of its own. Tells what became of each, by the call after which it died.
 */
export async function dyingAnywhere<Prepared>({ policy, prepare, act, recover = afterTheLease, end }: Story<Prepared>) {
  const ends: string[] = [];
  for (let callsToLive = 1; callsToLive <= LONGEST; callsToLive++) {
    const bench = useCaseBench(policy);
    const prepared = await prepare(bench);
    const { useCases, life } = bench.mortal(callsToLive);

    await failureOf(act(useCases, prepared));
    await recover(bench, prepared);

    const when = life.isDead ? `died after ${life.calls.at(-1)}` : 'alive';
    try {
      expect(bench.problems).toEqual([]);
      expect(await bench.unfinished()).toEqual([]);
      expect(firstBrokenLink(bench.trail())).toBeUndefined();
      ends.push(`${when}: ${await end(bench, prepared)}`);
    } catch (error) {
      throw new Error(`call ${callsToLive}, ${when}`, { cause: error });
    }
    if (!life.isDead) return ends;
  }
  throw new Error(`still not through after ${LONGEST} calls`);
}

const afterTheLease = (bench: UseCaseBench): Promise<void> => bench.afterTheLease();
