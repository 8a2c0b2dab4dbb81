import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const executeFile = promisify(execFile);

/** Far above what a listing of the differences of two commits takes. */
const MAX_OUTPUT_BYTES = 256 * 1024 * 1024;

/**
 * The environment of every git process: nobody's settings, hooks or credentials, only the program and the repository.
 */
export function gitEnvironment(): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '/usr/bin:/bin',
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_DEFAULT_HASH: 'sha1',
    GIT_TERMINAL_PROMPT: '0',
  };
}

/**
 * Runs git and returns what it prints. No shell is involved; values of others must be validated where git could take
 * them for options or revisions.
 */
export async function git(args: readonly string[], environment: Record<string, string> = {}): Promise<string> {
  const { stdout } = await executeFile('git', args, {
    env: { ...gitEnvironment(), ...environment },
    maxBuffer: MAX_OUTPUT_BYTES,
  });
  return stdout;
}

/** As `git`, with the bytes of what it prints. */
export async function gitBytes(args: readonly string[]): Promise<Buffer> {
  const { stdout } = await executeFile('git', args, {
    env: gitEnvironment(),
    maxBuffer: MAX_OUTPUT_BYTES,
    encoding: 'buffer',
  });
  return stdout;
}

/** As `git`, with undefined where git answers that there is no such thing (exit status 1 or 128). */
export async function gitAnswer(args: readonly string[]): Promise<string | undefined> {
  try {
    return await git(args);
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code === 1 || code === 128) return undefined;
    throw error;
  }
}

/** Whether git accepts the name of a branch or tag (git-check-ref-format), and cannot take it for anything else. */
export function isReferenceName(name: string): boolean {
  const forbidden = /[\p{Cc} ~^:?*[\\]|\.\.|@\{|\/\/|^[-/]|[/.]$|^@$/u;
  return name !== '' && !forbidden.test(name) && name.split('/').every((part) => !/^\.|\.lock$/.test(part));
}

/** Whether this is the full id of an object. */
export function isObjectId(id: string): boolean {
  return /^[0-9a-f]{40}$/.test(id);
}
