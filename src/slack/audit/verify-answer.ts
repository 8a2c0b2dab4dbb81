import type { KnownBlock } from '@slack/web-api';
import { type ChainProof, isWhole } from '../../domain/audit/chain-proof';
import { proofInWords } from '../../domain/audit/proof-in-words';
import { brief, code, context, header, join, type Mrkdwn, md, section, sections } from '../blocks';
import { verifyHeading } from './verify-heading';

/** Chains that are whole, line by line; beyond these only their number. */
const SHOWN = 40;
/** Broken chains that are told with all that was found: Slack shows 50 blocks. */
const BROKEN_SHOWN = 6;
/** Characters of one finding: a dozen of them, and a section holds 3,000. */
const LINE = 220;

/** The proof at one glance: whole or not, then what is broken, then each chain in a line, then what nobody can know. */
export function verifyAnswer(proofs: readonly ChainProof[]): { text: string; blocks: KnownBlock[] } {
  const broken = proofs.filter((proof) => !isWhole(proof));
  const whole = proofs.filter(isWhole).filter(({ links }) => links > 0);
  const empty = proofs.filter(isWhole).filter(({ links }) => links === 0);
  const { sign, text } = verifyHeading(proofs);
  return {
    text,
    blocks: [
      header(`${sign} ${text}`),
      ...broken.slice(0, BROKEN_SHOWN).map(brokenPart),
      ...(broken.length > BROKEN_SHOWN
        ? [context(md`And ${broken.length - BROKEN_SHOWN} more chains are broken.`)]
        : []),
      ...sections(whole.slice(0, SHOWN).map(wholeLine)),
      ...(whole.length > SHOWN ? [context(md`And ${whole.length - SHOWN} more chains, all whole.`)] : []),
      ...emptyPart(empty),
      ...unknownPart(proofs),
      ...tokenPart(proofs),
    ],
  };
}

/** With all that was found; findings are counted already where they are many. */
function brokenPart(proof: ChainProof): KnownBlock {
  const { summary, findings, notes } = proofInWords(proof);
  const [first = '', ...further] = findings.map((line) => brief(line, LINE));
  const lines = [md`*${summary}*`, md`• First: ${first}`, ...further.map((line) => md`• ${line}`)];
  return section(join([...lines, ...notes.map((note) => md`${brief(note, LINE)}`)], '\n'));
}

function wholeLine(proof: ChainProof): Mrkdwn {
  const { summary, notes } = proofInWords(proof);
  return join([md`${brief(summary, 300)}`, ...notes.map((note) => md`    ${brief(note, 600)}`)], '\n');
}

/** Those of which nothing is on record: by name, since somebody may miss it. */
function emptyPart(empty: readonly ChainProof[]): KnownBlock[] {
  if (empty.length === 0) return [];
  const missed = empty.filter(({ unrecorded }) => unrecorded).slice(0, BROKEN_SHOWN);
  const names = brief(empty.map(({ chain }) => chain).join(', '), 400);
  return [
    context(md`Nothing is on record in ${names}.`),
    ...sections(
      missed.map((proof) => md`:warning: *${proof.chain}*: ${brief(proofInWords(proof).notes.join(' '), 400)}`),
    ),
  ];
}

/** The same sentence for many chains is said once. */
function unknownPart(proofs: readonly ChainProof[]): KnownBlock[] {
  const by = new Map<string, string[]>();
  for (const proof of proofs) {
    for (const sentence of proofInWords(proof).unknown) by.set(sentence, [...(by.get(sentence) ?? []), proof.chain]);
  }
  const lines = [...by].map(([sentence, named]) =>
    named.length === proofs.length ? md`• ${sentence}` : md`• ${brief(named.join(', '), 200)}: ${sentence}`,
  );
  return lines.length > 0 ? sections([md`*What nobody can know from this*`, ...lines.slice(0, 30)]) : [];
}

/** Of one chain its newest record can be kept outside, as an anchor for the next time. */
function tokenPart(proofs: readonly ChainProof[]): KnownBlock[] {
  const [only, ...others] = proofs;
  const token = only && others.length === 0 && isWhole(only) ? proofInWords(only).token : undefined;
  return token ? [context(md`Keep this outside and give it back with --anchor: ${code(token)}`)] : [];
}
