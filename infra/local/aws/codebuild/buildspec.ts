import { isMap, isScalar, LineCounter, parseDocument, type Document as YamlDocument } from 'yaml';
import type { z } from 'zod';
import { buildspecSchema, type fileSelection, type phase } from './buildspec-schema';
import type { OnFailure } from './on-failure';
import type { CommandPhase } from './phase-machine';
import type { ReportFormat } from './reports/formats';

/** A buildspec with all defaults filled in (AWS CodeBuild User Guide, "Build specification reference", version 0.2). */
export interface Buildspec {
  shell: string;
  variables: Record<string, string>;
  exportedVariables: string[];
  phases: Record<CommandPhase, PhaseCommands>;
  artifacts?: FileSelection;
  reports: ReportDeclaration[];
  /** Parts that are accepted and have no effect on the local stack. */
  ignored: string[];
}

interface PhaseCommands {
  commands: string[];
  /** Executed after the commands, also when one of them failed. */
  finally: string[];
  onFailure?: OnFailure;
}

export interface FileSelection {
  /** Patterns relative to the base directory. */
  files: string[];
  /** Relative to the source directory. */
  baseDirectory: string;
  excludePaths: string[];
  discardPaths: boolean;
}

export interface ReportDeclaration extends FileSelection {
  /** Name or ARN of the report group. */
  group: string;
  format: ReportFormat;
}

/** A buildspec that cannot be executed; the message names the place. Phase context YAML_FILE_ERROR. */
export class BuildspecError extends Error {}

/**
 * Reads a buildspec. Keys that the local stack cannot honour are refused, so that no build does silently less here than
 * it would do on AWS.
 * @throws BuildspecError
 */
export function parseBuildspec(text: string): Buildspec {
  const lines = new LineCounter();
  // In the failsafe schema each scalar is the text as written: 1.10 does not become 1.1, nor `yes` true.
  const document = parseDocument(text, { schema: 'failsafe', lineCounter: lines, prettyErrors: true });
  const [syntaxError] = document.errors;
  if (syntaxError) throw new BuildspecError(syntaxError.message.split('\n')[0]);
  if (!isMap(document.contents)) throw new BuildspecError('The buildspec is empty or not a mapping');

  const parsed = buildspecSchema.safeParse(document.toJS());
  if (!parsed.success)
    throw new BuildspecError(parsed.error.issues.map((issue) => explain(issue, document, lines)).join('; '));
  return fromYaml(parsed.data);
}

function fromYaml({ env, phases, reports, artifacts, proxy, cache }: z.output<typeof buildspecSchema>): Buildspec {
  const ignored = { proxy, cache, 'install.runtime-versions': phases.install['runtime-versions'] };
  return {
    shell: env.shell,
    variables: env.variables,
    exportedVariables: env['exported-variables'],
    phases: {
      INSTALL: commandsOf(phases.install),
      PRE_BUILD: commandsOf(phases.pre_build),
      BUILD: commandsOf(phases.build),
      POST_BUILD: commandsOf(phases.post_build),
    },
    ...(artifacts && { artifacts: { ...selection(artifacts), excludePaths: artifacts['exclude-paths'] } }),
    reports: Object.entries(reports).map(([group, report]) => ({
      group,
      format: report['file-format'],
      ...selection(report),
    })),
    ignored: Object.entries(ignored).flatMap(([key, value]) => (value === undefined ? [] : [key])),
  };
}

function commandsOf({ commands, finally: last, 'on-failure': failure }: z.output<typeof phase>): PhaseCommands {
  return { commands, finally: last, ...(failure && { onFailure: failure }) };
}

function selection(declared: z.output<typeof fileSelection>): FileSelection {
  return {
    files: declared.files,
    baseDirectory: declared['base-directory'],
    discardPaths: declared['discard-paths'],
    excludePaths: [],
  };
}

function explain(issue: z.core.$ZodIssue, document: YamlDocument, lines: LineCounter): string {
  const path = issue.path
    .map((segment) => (typeof segment === 'number' ? `[${segment}]` : `.${String(segment)}`))
    .join('');
  const place = `${path.replace(/^\./, '') || 'buildspec'} at line ${lineOf(issue.path, document, lines)}`;
  if (issue.code === 'unrecognized_keys') return `${place}: the local stack does not support ${issue.keys.join(', ')}`;
  return `${place}: ${issue.message}`;
}

function lineOf(path: readonly PropertyKey[], document: YamlDocument, lines: LineCounter): number {
  for (let depth = path.length; depth > 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true);
    if ((isScalar(node) || isMap(node)) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
