import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { dynamoApprovals } from '../../src/aws/dynamo-approvals';
import { dynamoExecutions } from '../../src/aws/dynamo-executions';
import { dynamoReleases } from '../../src/aws/dynamo-releases';
import { readConfiguration } from '../../src/config/load';
import { policiesFrom } from '../../src/config/policies';
import { releasePage } from '../../src/documents/release-page';
import { chainOf } from '../../src/domain/audit/chains';
import { releaseReport } from '../../src/domain/audit/release-report';
import { releaseToReport } from '../../src/domain/audit/release-to-report';
import { reportFileName } from '../../src/domain/audit/report-file-name';
import { verifyAudit } from '../../src/domain/audit/verify-audit';
import { Refusal } from '../../src/domain/errors';
import { nearest } from '../../src/nearest';
import { type AuditCommand, CannotAsk, explained, readArgs } from './command';
import { answered, openRecord } from './record';

export const report: AuditCommand = {
  usage: '<pipeline> <release> [--to FILE]',
  does: 'everything on record about one release as one HTML file; needs MLPIPELINE_STATE_TABLE and MLPIPELINE_CONFIG as well',
  async run(args, terminal) {
    const { values, positionals } = readArgs(args, { to: { type: 'string' } });
    const [pipeline, named, ...others] = positionals;
    if (!pipeline || !named || others.length > 0) throw new CannotAsk('Which release? report <pipeline> <release>');
    const { MLPIPELINE_CONFIG: path } = terminal.variables;
    if (!path || /^s3:/i.test(path)) {
      throw new CannotAsk(
        'MLPIPELINE_CONFIG must name mlpipeline.yaml on this machine: it says which stage makes a release.',
      );
    }
    const policy = explained(() => policiesFrom(readConfiguration(path)).pipeline(pipeline));
    const record = openRecord(terminal);
    try {
      const state = record.state();
      const ports = {
        ...{ audit: record.audit, releases: dynamoReleases(state), executions: dynamoExecutions(state) },
        ...{ approvals: dynamoApprovals(state), now: () => new Date() },
      };
      const { content, file } = await answered('The report could not be made', written());
      writeFileSync(file, content);
      terminal.say(`Written to ${file}.`);
      return 0;

      async function written(): Promise<{ content: string; file: string }> {
        const find = releaseToReport({ ...ports, nearest, findReleases: async () => undefined });
        const { release } = await find([policy], named ?? '').catch(refused);
        const verify = verifyAudit({ ...ports, anchorSources: () => record.sources });
        const [proof] = await verify({ chains: [chainOf(policy)], anchors: [] });
        const { model } = policy;
        const made = await releaseReport(ports)(release);
        const to = values.to ?? reportFileName(policy.name, made.name);
        return { content: releasePage(made, { model, proof, file: basename(to) }), file: to };
      }
    } finally {
      record.close();
    }
  },
};

function refused(error: unknown): never {
  throw error instanceof Refusal ? new CannotAsk(error.userMessage, { cause: error }) : error;
}
