import type { UseCases } from '../../src/build-use-cases';
import { intercepted } from './fakes/intercepted';
import type { UseCaseBench } from './use-case-bench';

/** The use cases of a process that dies right after such a call: the first one, or the one of this number. */
export function dyingAfter(bench: UseCaseBench, call: string, number = 1): UseCases {
  let left = number;
  const ports = intercepted(bench.ports, async (what, effect) => {
    if (left === 0) throw new Error('dead');
    const result = await effect();
    if (what === call) left -= 1;
    if (left === 0) throw new Error(`died after ${call}`);
    return result;
  });
  return bench.processOver(ports, () => undefined);
}
