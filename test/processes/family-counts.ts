import type { SeenCall } from '../support/fault-proxy';

interface Counted {
  scenarios: number;
  calls: number;
  faults: number;
}

/** How much was tried: by family, the scenarios that held, the calls that the proxies saw, and the faults among them. */
export class FamilyCounts {
  readonly #families = new Map<string, Counted>();
  #seen: readonly SeenCall[] = [];
  #callsBefore = 0;

  /** @param seen the calls of the scenarios that follow, as they come */
  of(seen: readonly SeenCall[]): void {
    this.#seen = seen;
    this.#callsBefore = seen.length;
  }

  /** @param faults how many happened in a scenario that held */
  add(family: string, faults: number): void {
    const { scenarios, calls, faults: before } = this.#families.get(family) ?? { scenarios: 0, calls: 0, faults: 0 };
    const since = this.#seen.length - this.#callsBefore;
    this.#callsBefore = this.#seen.length;
    this.#families.set(family, { scenarios: scenarios + 1, calls: calls + since, faults: before + faults });
  }

  /** One line for each family. */
  print(): void {
    const lines = [...this.#families].map(
      ([family, { scenarios, calls, faults }]) =>
        `${family.padEnd(24)}${String(scenarios).padStart(4)} scenarios${String(calls).padStart(8)} calls${String(faults).padStart(5)} faults\n`,
    );
    process.stdout.write(`\nFaults of processes, by family:\n${lines.join('')}`);
  }
}
