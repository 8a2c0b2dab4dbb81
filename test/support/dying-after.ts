import type { UseCases } from '../../src/build-use-cases';
import { intercepted } from './fakes/intercepted';
import type { UseCaseBench } from './use-case-bench';

/** The use cases of a process that dies right after the first such call. */
export function dyingAfter(bench: UseCaseBench, call: string): UseCases {
  let isDead = false;
  const ports = intercepted(bench.ports, async (what, effect) => {
    if (isDead) throw new Error('dead');
    const result = await effect();
    isDead = what === call;
    if (isDead) throw new Error(`died after ${call}`);
    return result;
  });
  return bench.processOver(ports, () => undefined);
}
