import { XMLParser } from 'fast-xml-parser';

/** A request and its answer, as a service model has them; every leaf is still text, timestamps excepted. */
export interface Exchange {
  operation: string;
  input: unknown;
  output: unknown;
  error: { code: string; message: string };
}

const parser = new XMLParser({ parseTagValue: false, ignoreAttributes: false });

/** Reads what went over the wire in the AWS query protocol, without asking the model: lists are named `member`. */
export function queryExchange(form: string, xml: string): Exchange {
  const { Action: operation = '', Version: _, ...members } = Object.fromEntries(new URLSearchParams(form));
  const document = parser.parse(xml);
  const { Code, Message } = document.ErrorResponse?.Error ?? {};
  return {
    operation,
    input: unflatten(members),
    output: leaves(document[`${operation}Response`]?.[`${operation}Result`]),
    error: { code: Code, message: Message },
  };
}

interface Tree {
  [part: string]: Tree | string;
}

function unflatten(members: Record<string, string>): unknown {
  const root: Tree = {};
  for (const [name, value] of Object.entries(members)) {
    const parts = name.split('.');
    const last = parts.pop() ?? '';
    const parent = parts.reduce<Tree>((tree, part) => {
      const inner = tree[part] ?? {};
      if (typeof inner === 'string') throw new Error(`${name} is both a value and a structure`);
      tree[part] = inner;
      return inner;
    }, root);
    parent[last] = value;
  }
  return listed(root);
}

function listed(tree: Tree | string): unknown {
  if (typeof tree === 'string') return tree;
  if (typeof tree.member === 'object') return Object.values(tree.member).map(listed);
  return Object.fromEntries(Object.entries(tree).map(([name, inner]) => [name, listed(inner)]));
}

/** ISO timestamps as the epoch seconds that the service models know. */
function leaves(value: unknown): unknown {
  if (typeof value === 'string') return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? Date.parse(value) / 1000 : value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, leaves(inner)]));
}
