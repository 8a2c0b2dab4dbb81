import type { Actor } from '../domain/policies/policy';
import { POLICY } from '../domain/policies/policy-actor';
import { type Html, html } from './html';

/** What pages of the record are made of: facts, tables, moments, people. */

export const NOT_REPORTED = html`<span class="absent">not reported</span>`;
export const NOT_ON_RECORD = html`<span class="absent">not on record</span>`;

/** ISO 8601 in UTC, to the second: an auditor compares it with other records. */
export const moment = (at: Date | undefined): Html =>
  at ? html`<time datetime="${at.toISOString()}">${at.toISOString().replace(/\.\d{3}Z$/, 'Z')}</time>` : NOT_ON_RECORD;

/** A name and what it is looked up by. */
export function person(actor: Actor | undefined): Html {
  if (!actor) return NOT_ON_RECORD;
  if (actor.id === POLICY.id) return html`the policy (mlpipeline.yaml)`;
  if (actor.name === actor.id || actor.name === '') return html`<span class="id">${actor.id}</span>`;
  return html`${actor.name} <span class="id">${actor.id}</span>`;
}

export const code = (text: string): Html => html`<code>${text}</code>`;

/** Words, or that there are none. */
export const orAbsent = (text: string | undefined, absent = NOT_REPORTED): Html =>
  text === undefined || text === '' ? absent : html`${text}`;

export const codeOrAbsent = (text: string | undefined, absent = NOT_REPORTED): Html =>
  text === undefined || text === '' ? absent : code(text);

/** A link that says where it leads; what is no address of the web is text. Nothing is fetched until somebody follows it. */
export function link(url: string | undefined, label: Html): Html {
  if (!url || !/^https?:\/\//i.test(url)) return label;
  return html`<a href="${url}" rel="noopener noreferrer">${label}</a>`;
}

export const facts = (rows: readonly (readonly [name: string, value: Html])[]): Html =>
  html`<dl>
${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>\n`)}</dl>`;

interface Column {
  title: string;
  isNumber?: boolean;
  /** It heads its row. */
  isHead?: boolean;
}

/** A table with a caption; where it has no rows, a sentence in its place. */
export function table(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly Html[])[],
  none: string,
): Html {
  if (rows.length === 0) return html`<p class="absent">${none}</p>`;
  const kind = (index: number) => (columns[index]?.isNumber ? html` class="number"` : html``);
  const cell = (value: Html, index: number) =>
    columns[index]?.isHead ? html`<th scope="row"${kind(index)}>${value}</th>` : html`<td${kind(index)}>${value}</td>`;
  return html`<table>
<caption>${caption}</caption>
<thead><tr>${columns.map(({ title }, index) => html`<th scope="col"${kind(index)}>${title}</th>`)}</tr></thead>
<tbody>
${rows.map((row) => html`<tr>${row.map(cell)}</tr>\n`)}</tbody>
</table>`;
}

export type State = 'good' | 'warning' | 'bad' | 'unknown';

/** A word in a frame: the word says it, the colour only helps. */
export const tag = (state: State, word: string): Html => html`<strong class="tag ${state}">${word}</strong>`;

export const section = (id: string, title: string, ...content: readonly Html[]): Html =>
  html`<section aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
${content.map((part) => html`${part}\n`)}</section>
`;
