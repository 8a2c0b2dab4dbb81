import { isWhole } from '../../src/domain/audit/chain-proof';
import { anchorsGiven } from '../../src/domain/audit/given-anchor';
import { proofInWords } from '../../src/domain/audit/proof-in-words';
import { verifyAudit } from '../../src/domain/audit/verify-audit';
import { chainsNamed } from './chains-named';
import { type AuditCommand, explained, readArgs } from './command';
import { answered, openRecord } from './record';

export const verify: AuditCommand = {
  usage: '[<pipeline or chain> …] [--anchor CHAIN@NUMBER:HASH …] [--bucket NAME]',
  does: 'whether anybody altered the record: every hash, every link, every anchor',
  async run(args, terminal) {
    const { values, positionals } = readArgs(args, {
      anchor: { type: 'string', multiple: true },
      bucket: { type: 'string' },
    });
    const { audit, sources, close } = openRecord(terminal, values.bucket);
    try {
      const proofs = await answered(
        'The record could not be read',
        (async () => {
          const chains = await chainsNamed(positionals, sources, terminal);
          const anchors = explained(() => anchorsGiven(values.anchor ?? [], chains));
          return verifyAudit({ audit, anchorSources: () => sources, now: () => new Date() })({ chains, anchors });
        })(),
      );
      for (const proof of proofs) {
        const { summary, findings, notes, unknown, token } = proofInWords(proof);
        terminal.say(summary);
        for (const [index, finding] of findings.entries()) terminal.say(`  ${index === 0 ? 'First: ' : ''}${finding}`);
        for (const line of [...notes, ...unknown]) terminal.say(`  ${line}`);
        if (token) terminal.say(`  Newest record: ${token}`);
      }
      return proofs.every(isWhole) ? 0 : 1;
    } finally {
      close();
    }
  },
};
