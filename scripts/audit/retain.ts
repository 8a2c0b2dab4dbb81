import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { sequenceKey } from '../../src/aws/audit-table';
import type { Table } from '../../src/aws/versioned-items';
import type { Actor } from '../../src/domain/policies/policy';
import { durationMs } from '../../src/duration';
import { chainsNamed } from './chains-named';
import { type AuditCommand, CannotAsk, explained, readArgs } from './command';
import { answered, openRecord } from './record';
import { type RetainChainDeps, type Retained, retainChain } from './retain-chain';

export const retain: AuditCommand = {
  usage: '[<pipeline or chain> …] --keep 730d [--yes] [--archive FILE] [--bucket NAME]',
  does: 'removes what is older, and leaves a checkpoint that `verify` starts from; without --yes it only says what it would do',
  async run(args, terminal) {
    const { values, positionals } = readArgs(args, {
      keep: { type: 'string' },
      yes: { type: 'boolean', default: false },
      archive: { type: 'string' },
      bucket: { type: 'string' },
    });
    const { keep = '' } = values;
    const keepMs = durationMs(keep);
    if (!keepMs) throw new CannotAsk('How long is the record kept? Write --keep 730d, or weeks: --keep 104w.');
    const until = new Date(Date.now() - keepMs);
    const { audit, table, sts, sources, close } = openRecord(terminal, values.bucket);
    const archive = values.yes && values.archive !== undefined ? archiveIn(values.archive) : undefined;
    let isRefused = false;
    try {
      const chains = await answered('The chains could not be found', chainsNamed(positionals, sources, terminal));
      const deps: RetainChainDeps = {
        ...{ audit, sources, now: () => new Date(), remove: removeFrom(table), archive: archive?.write },
        actor: await answered('AWS does not say who you are', caller(sts)),
      };
      for (const chain of chains) {
        const retained = await answered(
          `${chain} could not be retained`,
          retainChain(deps, chain, { keep, until }, values.yes),
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

function inWords(
  chain: string,
  { removed, refused }: Retained,
  { until, isMeant }: { until: Date; isMeant: boolean },
): string {
  const day = until.toISOString().slice(0, 10);
  if (refused) return `${chain}: nothing is removed, because the chain is broken. ${refused}`;
  if (!removed) return `${chain}: nothing is older than ${day}.`;
  const records = removed.from === removed.to ? `record ${removed.from}` : `records ${removed.from} to ${removed.to}`;
  return `${chain}: ${records}, older than ${day}, ${isMeant ? 'removed; a checkpoint stands for them.' : 'would be removed.'}`;
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
