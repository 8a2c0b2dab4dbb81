import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Started } from './programs';
import { median } from './quantiles';

/** Looks at the memory of a process, and milliseconds between two of them: longer than a minor collection's effect lasts. */
const LOOKS = 9;
const BETWEEN_LOOKS_MS = 150;
/** Linux counts processor time in hundredths of a second (proc_pid_stat(5), sysconf(_SC_CLK_TCK)). */
const TICKS_PER_SECOND = 100;

/** @throws where the machine does not tell of its processes as Linux does */
export function assertProcIsThere(): void {
  if (!existsSync('/proc/self/status')) throw new Error('This part reads /proc, which only Linux has.');
}

/** Megabytes that a process has in memory (VmRSS), the median of several looks from outside. */
export async function residentMb(started: Started): Promise<number> {
  const looks: number[] = [];
  for (let look = 0; look < LOOKS; look++) {
    await pause(BETWEEN_LOOKS_MS);
    looks.push(residentNow(started));
  }
  return median(looks);
}

/**
 * What a program keeps once its garbage is collected, as bench/load/collector.cjs tells it: megabytes of its heap, and of
 * what the heap refers to outside. VmRSS would tell as well what the allocators hold in reserve, which depends on when the
 * collector came by itself.
 */
export async function keptMb(started: Started): Promise<number> {
  const before = told(started).length;
  started.process.kill('SIGUSR2');
  for (;;) {
    const kept = told(started)[before];
    if (kept !== undefined) return kept / 1024 / 1024;
    if (started.process.exitCode !== null) throw new Error('the program ended before its garbage was collected');
    await pause(BETWEEN_LOOKS_MS);
  }
}

/** Bytes that were kept after each collection that it was told to make. */
const told = ({ lines }: Started): number[] =>
  lines
    .filter((line) => line.includes('"garbage collected"'))
    .map((line) => Number(Object(JSON.parse(line)).keptBytes));

function residentNow({ process: { pid } }: Started): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (kilobytes === undefined) throw new Error(`/proc does not tell the memory of process ${pid}`);
  return Number(kilobytes) / 1024;
}

/** Seconds of processor time that a process has used so far, its own and the kernel's for it. */
export function cpuSeconds({ process: { pid } }: Started): number {
  // The name of the program stands in parentheses and may hold spaces; utime and stime are the 12th and 13th after it.
  const [, after = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const fields = after.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
