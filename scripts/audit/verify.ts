import { anchorsIn } from '../../src/domain/audit/anchors';
import { isUnread, isWhole } from '../../src/domain/audit/chain-proof';
import { pipelineIn } from '../../src/domain/audit/chains';
import { anchorsGiven } from '../../src/domain/audit/given-anchor';
import { givenAnchors } from '../../src/domain/audit/held-anchors';
import { proofInWords } from '../../src/domain/audit/proof-in-words';
import { verifyAudit } from '../../src/domain/audit/verify-audit';
import { chainsNamed } from './chains-named';
import { type AuditCommand, explained, readArgs } from './command';
import { answered, openRecord } from './record';

const RELEASES_UNREAD =
  'Whether it has releases, and so should have a record, was not looked up: MLPIPELINE_STATE_TABLE names the table of releases.';

export const verify: AuditCommand = {
  usage: '[<pipeline or chain> …] [--anchor CHAIN@NUMBER:HASH …] [--bucket NAME]',
  does: 'whether anybody altered the record: every hash, every link, every anchor; exits with 2 where anchors could not be read',
  async run(args, terminal) {
    const { values, positionals } = readArgs(args, {
      anchor: { type: 'string', multiple: true },
      bucket: { type: 'string' },
    });
    const record = openRecord(terminal, values.bucket);
    const { audit, sources, releases, close } = record;
    try {
      const proofs = await answered(
        'The record could not be read',
        (async () => {
          const given = givenAnchors((values.anchor ?? []).flatMap(anchorsIn));
          const known = { ...record, sources: [...sources, given] };
          const chains = await chainsNamed(positionals, known, terminal);
          const anchors = explained(() => anchorsGiven(values.anchor ?? [], chains));
          const verifying = verifyAudit({ audit, anchorSources: () => sources, releases, now: () => new Date() });
          return verifying({ chains, anchors });
        })(),
      );
      for (const proof of proofs) {
        const { summary, findings, notes, unknown, token } = proofInWords(proof);
        terminal.say(summary);
        for (const [index, finding] of findings.entries()) terminal.say(`  ${index === 0 ? 'First: ' : ''}${finding}`);
        for (const line of [...notes, ...unknown]) terminal.say(`  ${line}`);
        if (proof.links === 0 && !releases && pipelineIn(proof.chain)) terminal.say(`  ${RELEASES_UNREAD}`);
        if (token) terminal.say(`  Newest record: ${token}`);
      }
      if (!proofs.every(isWhole)) return 1;
      if (!proofs.some(isUnread)) return 0;
      console.error('Not everything was compared: anchors that are named, or lie there, could not be read.');
      return 2;
    } finally {
      close();
    }
  },
};
