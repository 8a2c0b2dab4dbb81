import { readFileSync } from 'node:fs';
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { Configuration, Environment } from './schema';

/** The process cannot start: every mistake at once, one per line, each with where to mend it. */
export class ConfigurationError extends Error {
  constructor(
    readonly where: string,
    readonly mistakes: readonly string[],
  ) {
    super(
      `${where} has ${mistakes.length === 1 ? 'a mistake' : `${mistakes.length} mistakes`}:\n${mistakes.map((line) => `  - ${line}`).join('\n')}`,
    );
    this.name = 'ConfigurationError';
  }
}

export interface Settings {
  environment: Environment;
  configuration: Configuration;
}

/**
 * The only reader of the environment and of the configuration file.
 * @throws ConfigurationError
 */
export function loadSettings(variables: Record<string, string | undefined>): Settings {
  const environment = Environment.safeParse(variables);
  if (!environment.success) {
    throw new ConfigurationError('The environment', environment.error.issues.map(sentence));
  }
  const path = environment.data.MLPIPELINE_CONFIG;
  return { environment: environment.data, configuration: parseConfiguration(readText(path), path) };
}

/** @throws ConfigurationError with line numbers */
export function parseConfiguration(text: string, path: string): Configuration {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  if (document.errors.length > 0) {
    throw new ConfigurationError(
      path,
      document.errors.map((error) => `line ${lineCounter.linePos(error.pos[0]).line}: ${error.message}`),
    );
  }
  const parsed = Configuration.safeParse(document.toJS() ?? {});
  const mistakes = parsed.success ? channelMistakes(parsed.data) : parsed.error.issues;
  if (!parsed.success || mistakes.length > 0) throw new ConfigurationError(path, mistakes.map(located));
  return parsed.data;

  function located(issue: Issue): string {
    return `line ${lineOf(issue)}: ${sentence(issue)}`;
  }

  /** The line of the value that is wrong, or of its nearest parent where it is missing. */
  function lineOf(issue: Issue): number {
    const unknown = 'keys' in issue && Array.isArray(issue.keys) ? issue.keys.slice(0, 1) : [];
    for (let path = [...issue.path, ...unknown]; path.length > 0; path = path.slice(0, -1)) {
      const node = document.getIn(path, true);
      if (isRanged(node)) return lineCounter.linePos(node.range[0]).line;
    }
    return 1;
  }
}

type Issue = Pick<z.core.$ZodIssue, 'path' | 'message'>;

/** A pipeline needs a channel of its own or of the workspace, or its cards have nowhere to go. */
function channelMistakes(configuration: Configuration): Issue[] {
  if (configuration.channel) return [];
  return Object.entries(configuration.pipelines)
    .filter(([, pipeline]) => !pipeline.channel)
    .map(([name]) => ({ path: ['pipelines', name], message: 'needs a channel, here or at the top of the file' }));
}

function sentence(issue: Issue): string {
  const at = issue.path.map(String).join('.');
  return at ? `${at}: ${issue.message}` : issue.message;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError('MLPIPELINE_CONFIG', [`cannot be read: ${why}`]);
  }
}

function isRanged(node: unknown): node is { range: [number, number, number] } {
  return typeof node === 'object' && node !== null && Array.isArray((node as { range?: unknown }).range);
}
