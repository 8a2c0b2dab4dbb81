import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Pair,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml';
import { printable } from './mistakes';

interface YamlMistake {
  line: number;
  text: string;
}

export interface YamlFile {
  /** Undefined where the text is too broken to be looked into. */
  value: unknown;
  mistakes: YamlMistake[];
  /** Line of the key or list item at a path, or of its nearest parent where it is not there. */
  lineOf(path: readonly PropertyKey[]): number;
}

/** Aliases that a file may use: more is no way to write a configuration. */
const MOST_ALIASES = 100;

/** Levels within each other; the parser calls itself for each, and thousands of them end the process. */
const DEEPEST = 100;

/** Characters of the parser's own words about what it read, which it repeats. */
const LONGEST_WORDS = 200;

/** Reads YAML 1.2 and keeps where everything is. Whatever is wrong with it is told in words, all at once. */
export function readYaml(text: string): YamlFile {
  const tooDeep = lineTooDeep(text);
  if (tooDeep !== undefined) {
    const mistakes = [{ line: tooDeep, text: `this is more than ${DEEPEST} levels deep: that is no configuration` }];
    return { value: undefined, mistakes, lineOf: () => tooDeep };
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const lineAt = (offset: number): number => Math.max(1, lines.linePos(offset).line);
  const lineOfNode = (node: unknown): number | undefined =>
    isNode(node) && node.range ? lineAt(node.range[0]) : undefined;

  const problems = [...document.errors, ...document.warnings];
  const mistakes = problems.map((error) => ({ line: lineAt(error.pos[0]), text: inWords(error) }));
  let isReadable = problems.every(({ code }) => code === 'DUPLICATE_KEY');
  visit(document, {
    Pair(_index, { key }) {
      const line = lineOfNode(key) ?? 1;
      if (isCollection(key) || isAlias(key)) {
        mistakes.push({ line, text: 'a key must be a word, not a list or a map' });
        isReadable = false;
      } else if (keyOf(key) === '__proto__') mistakes.push({ line, text: '“__proto__” cannot be a key' });
    },
  });

  let value: unknown;
  try {
    if (isReadable) value = document.toJS({ maxAliasCount: MOST_ALIASES }) ?? {};
  } catch (error) {
    mistakes.push({ line: lineOfNode(firstAlias(document)) ?? 1, text: aboutAliases(error) });
  }
  return { value, mistakes, lineOf };

  function lineOf(path: readonly PropertyKey[]): number {
    let node: unknown = document.contents;
    let line = 1;
    for (const step of path) {
      const pair = isMap(node) ? node.items.find(({ key }) => keyOf(key) === String(step)) : undefined;
      const item = isSeq(node) ? node.items[Number(step)] : undefined;
      line = lineOfNode(pair?.key ?? item) ?? line;
      node = pair?.value ?? item;
    }
    return line;
  }
}

/** As a key is called in the value. */
const keyOf = (key: Pair['key']): string => (isScalar(key) ? String(key.value ?? '') : String(key ?? ''));

/** Line of the first bracket, or of the first dash of a line, that is one too many; the lexer does not call itself. */
function lineTooDeep(text: string): number | undefined {
  let line = 1;
  let brackets = 0;
  let inLine = 0;
  for (const lexeme of new Lexer().lex(text)) {
    if (lexeme === '[' || lexeme === '{') brackets += 1;
    else if (lexeme === ']' || lexeme === '}') brackets = Math.max(0, brackets - 1);
    else if (lexeme === '-' || lexeme === '?') inLine += 1;
    else if (lexeme.includes('\n')) {
      line += lexeme.split('\n').length - 1;
      inLine = 0;
    }
    if (brackets > DEEPEST || inLine > DEEPEST) return line;
  }
  return undefined;
}

function firstAlias(document: Document): unknown {
  let found: unknown;
  visit(document, {
    Alias(_index, alias) {
      found = alias;
      return visit.BREAK;
    },
  });
  return found;
}

function aboutAliases(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const unknown = /^Unresolved alias .*: (.*)$/.exec(message)?.[1];
  if (unknown) {
    const name = printable(unknown, LONGEST_WORDS);
    return `*${name} stands for nothing: &${name} must come before it`;
  }
  const why = /alias count/.test(message) ? 'it uses too many aliases' : printable(message, LONGEST_WORDS);
  return `the file cannot be put together: ${why}`;
}

function inWords({ code, message }: YAMLError): string {
  switch (code) {
    case 'DUPLICATE_KEY':
      return 'this key is there twice: keep one of them';
    case 'TAB_AS_INDENT':
      return 'a tab cannot indent: use spaces';
    case 'MULTIPLE_DOCS':
      return 'the file must be one document: take out the line ---';
    default:
      return `this is no YAML: ${printable(message, LONGEST_WORDS)}`;
  }
}
