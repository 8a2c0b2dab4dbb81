import { anchorToken } from '../domain/audit/anchors';
import type { ChainProof } from '../domain/audit/chain-proof';
import { proofInWords } from '../domain/audit/proof-in-words';
import type { ReleaseReport, ShownChain } from '../domain/audit/release-report';
import type { ShownLink } from '../domain/audit/shown-link';
import type { Stretch } from '../domain/audit/walk-chain';
import { type Html, html, verbatim } from './html';
import { code, facts, moment, NOT_ON_RECORD, section, table, tag } from './page-parts';
import { recordWords } from './release-page-record';

/** How far the records prove themselves, and how anybody can check that without the system they come from. */
export function proofSection({ chain }: ReleaseReport, proof: ChainProof | undefined): Html {
  const broken = chain.stretches.flatMap((stretch) => stretch.broken);
  return section(
    'proof',
    'Whether this can be trusted',
    html`<p>Every record names the SHA-256 hash of the record before it, and its own hash is over its whole content, in the one form that JSON has by RFC 8785. Whoever alters, removes, inserts or reorders a record changes every hash behind it.</p>`,
    facts([
      ['Chain', code(chain.name)],
      ['State', recordWords(chain, proof)],
      ['What was read', readWords(chain.stretches)],
      ['Newest record', chain.head ? code(anchorToken(chain.head)) : NOT_ON_RECORD],
    ]),
    list('What does not fit', broken),
    proof ? list('The whole chain', wordsOf(proof)) : html`<p>The whole chain was not verified for this report.</p>`,
    html`<p>This file proves what it holds, and not that it holds the chain that was written first: somebody who could write the whole chain anew could write a file like this. That is told by an anchor, a hash of the chain that was said elsewhere at that time: in a digest message, or in the bucket of anchors. Compare one with the newest record above, or with any record below, or have it done:</p>
<pre>/mlpipeline audit verify ${pipelineOf(chain)}${chain.head ? ` --anchor ${anchorToken(chain.head)}` : ''}</pre>`,
    table(
      'Records in this file',
      [
        { title: 'Record', isHead: true, isNumber: true },
        { title: 'When' },
        { title: 'Hash, and hash of the record before it' },
        { title: 'Its content gives its hash' },
        { title: 'Names the record above' },
      ],
      chain.links.map((link, index) => linkRow(link, chain.links[index - 1])),
      'No record of this release is in the audit record.',
    ),
  );
}

/** Everything that the verification says, the summary first. */
function wordsOf(proof: ChainProof): string[] {
  const { summary, findings, notes, unknown } = proofInWords(proof);
  return [summary, ...findings, ...notes, ...unknown];
}

const pipelineOf = ({ name }: ShownChain): string => name.slice(name.indexOf(':') + 1);

const list = (title: string, sentences: readonly string[]): Html =>
  sentences.length === 0
    ? html``
    : html`<h3>${title}</h3>\n<ul>${sentences.map((sentence) => html`<li>${sentence}</li>`)}</ul>`;

function readWords(stretches: readonly Stretch[]): Html {
  if (stretches.length === 0) return html`nothing: the record has nothing of that time`;
  const words = stretches.map(({ first, last, count }) => `${first} to ${last} (${count} of them)`).join(', ');
  const fits = stretches.every(({ broken }) => broken.length === 0)
    ? 'The hash of each was computed anew, and each names the one before it, also those that are not shown here.'
    : 'Not all of them fit together.';
  const cut = stretches.some(({ isCut }) => isCut)
    ? ' Later ones were read only around what is known to have become of this release.'
    : '';
  return html`Records ${words}. ${fits}${cut}`;
}

const linkRow = (link: ShownLink, before: ShownLink | undefined): Html[] => [
  html`<a href="#record-${link.sequence}">${link.sequence}</a>`,
  moment(link.at),
  html`<code>${link.hash}</code><br><code class="before">${link.previousHash}</code>`,
  link.computed === link.hash ? tag('good', 'yes') : tag('bad', 'no'),
  linkWords(link, before),
];

function linkWords(link: ShownLink, before: ShownLink | undefined): Html {
  if (!before) return html`–`;
  if (link.sequence !== before.sequence + 1) return html`others lie between`;
  return link.previousHash === before.hash ? tag('good', 'yes') : tag('bad', 'no');
}

/** Prints number and SHA-256 of every record in a file: to be compared with the table by whoever does not trust the file. */
export const checkOf = (file: string): string =>
  [
    "python3 -c 'import hashlib, html, re, sys",
    'text = open(sys.argv[1], encoding="utf-8", newline="").read()',
    'for number, record in re.findall(r"<pre id=\\"record-(\\d+)\\" class=\\"record\\">(.*?)</pre>", text, re.S):',
    `    print(number, hashlib.sha256(html.unescape(record).encode()).hexdigest())' ${quoted(file)}`,
  ].join('\n');

/** As a shell takes it for one word. */
const quoted = (file: string): string =>
  /^[A-Za-z0-9._/-]+$/.test(file) ? file : `'${file.replaceAll("'", `'\\''`)}'`;

/** The records as they are hashed. */
export function recordsSection({ chain }: ReleaseReport, file: string): Html {
  if (chain.links.length === 0) return html``;
  return section(
    'records',
    'Records in full',
    html`<p>Each as it is hashed: its canonical JSON without the member <code>hash</code>. To compute one by hand, copy it into a file and run</p>
<pre>tr -d '\\n' &lt; record.json | sha256sum</pre>
<p>or all of this file at once:</p>
<pre>${checkOf(file)}</pre>`,
    ...chain.links.map(
      ({ sequence, canonical, hash }) =>
        html`<h3>Record ${sequence}</h3>
<pre id="record-${sequence}" class="record">${verbatim(canonical)}</pre>
<p class="hash">SHA-256 <code>${hash}</code></p>`,
    ),
  );
}
