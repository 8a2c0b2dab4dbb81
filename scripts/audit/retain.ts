import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { sequenceKey } from '../../src/aws/audit-table';
import type { Table } from '../../src/aws/versioned-items';
import { anchorsGiven } from '../../src/domain/audit/given-anchor';
import { givenAnchors } from '../../src/domain/audit/held-anchors';
import { momentInWords } from '../../src/domain/audit/proof-in-words';
import type { Actor } from '../../src/domain/policies/policy';
import { durationMs } from '../../src/duration';
import { chainsNamed } from './chains-named';
import { type AuditCommand, CannotAsk, explained, readArgs } from './command';
import { answered, openRecord } from './record';
import { type RetainChainDeps, type Retained, retainChain } from './retain-chain';

export const retain: AuditCommand = {
  usage:
    '[<pipeline or chain> …] --keep 730d [--yes] [--archive FILE] [--bucket NAME] [--anchor CHAIN@NUMBER:HASH …] [--without-anchors]',
  does: 'removes what is older than so many days (730d) or weeks (104w), and leaves a checkpoint that `verify` starts from; only what anchors prove, unless told otherwise; without --yes it only says what it would do',
  async run(args, terminal) {
    const { values, positionals } = readArgs(args, {
      keep: { type: 'string' },
      yes: { type: 'boolean', default: false },
      archive: { type: 'string' },
      bucket: { type: 'string' },
      anchor: { type: 'string', multiple: true },
      'without-anchors': { type: 'boolean', default: false },
    });
    const { keep = '' } = values;
    const keepMs = keptFor(keep);
    const until = new Date(Date.now() - keepMs);
    const record = openRecord(terminal, values.bucket);
    const { audit, table, sts, sources, close } = record;
    const archive = values.yes && values.archive !== undefined ? archiveIn(values.archive) : undefined;
    let isRefused = false;
    try {
      const chains = await answered('The chains could not be found', chainsNamed(positionals, record, terminal));
      const given = explained(() => anchorsGiven(values.anchor ?? [], chains));
      const deps: RetainChainDeps = {
        ...{ audit, sources: [...sources, ...(given.length > 0 ? [givenAnchors(given)] : [])] },
        ...{ now: () => new Date(), remove: removeFrom(table), archive: archive?.write },
        actor: await answered('AWS does not say who you are', caller(sts)),
      };
      const how = { isMeant: values.yes, withoutAnchors: values['without-anchors'] };
      for (const chain of chains) {
        const retained = await answered(
          `${chain} could not be retained`,
          retainChain(deps, chain, { keep, until }, how),
        );
        isRefused ||= retained.refused !== undefined;
        terminal.say(inWords(chain, retained, { until, isMeant: values.yes }));
      }
      if (!values.yes) terminal.say('Nothing was done. Add --yes to do it.');
    } finally {
      archive?.close();
      close();
    }
    return isRefused ? 1 : 0;
  },
};

/** Milliseconds. In minutes and hours nobody keeps a record: `1m` is a month to whoever types it. @throws CannotAsk */
function keptFor(keep: string): number {
  const milliseconds = durationMs(keep);
  if (milliseconds && !/[mh]/.test(keep)) return milliseconds;
  throw new CannotAsk('How long is the record kept? Write days, --keep 730d, or weeks, --keep 104w: at least one day.');
}

function inWords(
  chain: string,
  { removed, refused }: Retained,
  { until, isMeant }: { until: Date; isMeant: boolean },
): string {
  const moment = momentInWords(until.toISOString());
  if (refused) return `${chain}: nothing is removed: ${refused}`;
  if (!removed) return `${chain}: nothing is older than ${moment}.`;
  const records = removed.from === removed.to ? `record ${removed.from}` : `records ${removed.from} to ${removed.to}`;
  return `${chain}: ${records}, older than ${moment}, ${isMeant ? 'removed; a checkpoint stands for them.' : 'would be removed.'}`;
}

/** Whoever removes is on record with the name that AWS knows them by. */
async function caller(sts: STSClient): Promise<Actor> {
  const { Arn = 'unknown' } = await sts.send(new GetCallerIdentityCommand({}));
  return { id: Arn, name: Arn.split('/').at(-1) ?? Arn, team: 'aws' };
}

/** The bot's own code has no such call, and its role may not make it. */
const removeFrom =
  ({ document, tableName: TableName }: Table): RetainChainDeps['remove'] =>
  async ({ chain, sequence, hash }) => {
    await document.send(
      new DeleteCommand({
        TableName,
        Key: { pk: chain, sk: sequenceKey(sequence) },
        ConditionExpression: '#hash = :hash',
        ExpressionAttributeNames: { '#hash': 'hash' },
        ExpressionAttributeValues: { ':hash': hash },
      }),
    );
  };

/** Appended to: a second start goes on behind what the first one has kept. */
function archiveIn(path: string): { write: (line: string) => void; close: () => void } {
  const file = explained(() => openSync(path, 'a', 0o600));
  return {
    write(line) {
      writeSync(file, `${line}\n`);
    },
    close() {
      fsyncSync(file);
      closeSync(file);
    },
  };
}
