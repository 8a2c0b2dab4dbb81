import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * State of a stand-in as one JSON document on disk, small enough to be written whole at every change.
 * A write is atomic (temporary file, then rename), so a killed process leaves the previous state, never half of one.
 */
export class JsonFile<T> {
  constructor(
    private readonly path: string,
    private readonly initial: () => T,
  ) {}

  /** The stored document, or the initial one where nothing was stored yet. */
  read(): T {
    if (!existsSync(this.path)) return this.initial();
    return JSON.parse(readFileSync(this.path, 'utf8')) as T;
  }

  write(document: T): void {
    mkdirSync(dirname(this.path), { recursive: true });
    const temporary = `${this.path}.tmp`;
    writeFileSync(temporary, `${JSON.stringify(document, null, 1)}\n`);
    renameSync(temporary, this.path);
  }
}
