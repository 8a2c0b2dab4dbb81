import type { MakeReleaseReport, ReleaseReport } from '../../domain/audit/release-report';
import type { ReleaseToReport } from '../../domain/audit/release-to-report';
import { reportFileName } from '../../domain/audit/report-file-name';
import { BadRequest } from '../../domain/errors';
import type { Authorize, Caller } from '../../domain/policies/authorize';
import { hasRole } from '../../domain/policies/evaluate-policy';
import type { PipelinePolicy, Policies } from '../../domain/policies/policy';
import type { Directory } from '../../domain/ports/directory';
import { releaseName } from '../../domain/releases/release';
import { code, type Mrkdwn, md, section } from '../blocks';
import type { Verb } from '../command-router';
import { sendFile } from '../send-file';

export interface ReportReleaseDeps {
  policies: Policies;
  authorize: Authorize;
  directory: Directory;
  releaseToReport: ReleaseToReport;
  releaseReport: MakeReleaseReport;
  /** The file itself. @param writtenFor whoever asks, as people read it */
  releasePage: (report: ReleaseReport, policy: PipelinePolicy, writtenFor: string) => Promise<string>;
}

type Call = Parameters<Verb['run']>[0];

/**
 * `audit report [<pipeline>] <release>`: everything about one release as one file, in the messages that the person has with
 * the app. The pipeline may be left out where only one that they may see has such a release.
 */
export function reportRelease(deps: ReportReleaseDeps): (call: Call) => Promise<void> {
  return async ({ args, caller, client, respond }) => {
    const { pipeline, release: typed } = asked(args.words({ required: ['subcommand', 'release'], optional: ['more'] }));
    if (pipeline === undefined && deps.policies.find(typed)) {
      throw new BadRequest(`Which release of ${typed}? Type audit report ${typed} <release>.`);
    }
    const { policy, release } = await deps.releaseToReport(await lookedThrough(deps, caller, pipeline), typed);
    // Verifying a long chain takes seconds; a response address is good for half an hour.
    const begun = md`Writing the report on release ${code(releaseName(release))} of *${policy.name}*…`;
    await respond({ response_type: 'ephemeral', text: begun.text, blocks: [section(begun)] });
    const report = await deps.releaseReport(release);
    const { name } = await deps.directory.person(caller.slackId, []);
    const content = await deps.releasePage(report, policy, `${name} (${caller.slackId})`);
    const about = aboutWords(policy, report);
    await sendFile(client, caller.slackId, {
      ...{ text: `The report on release ${report.name} of ${policy.name}.`, about, content },
      filename: reportFileName(policy.name, report.name),
    });
    const said = md`The report on release ${code(report.name)} of *${policy.name}* is in your messages with this app.`;
    await respond({ response_type: 'ephemeral', replace_original: true, text: said.text, blocks: [section(said)] });
  };
}

/** The word `report` comes first; of two words behind it the first is a pipeline. */
function asked({ release, more }: { release: string; more?: string }): { pipeline?: string; release: string } {
  return more === undefined ? { release } : { pipeline: release, release: more };
}

async function lookedThrough(
  { policies, authorize, directory }: ReportReleaseDeps,
  caller: Caller,
  pipeline: string | undefined,
): Promise<PipelinePolicy[]> {
  if (pipeline !== undefined) {
    const policy = policies.pipeline(pipeline);
    await authorize({ caller, role: 'viewer', scope: policy, verb: 'audit' });
    return [policy];
  }
  const person = await directory.person(caller.slackId);
  const visible = policies.pipelines().filter((policy) => hasRole(person, 'viewer', policy));
  if (visible.length === 0) throw new BadRequest('There is no pipeline here that you may look at.');
  return [...visible];
}

function aboutWords({ name: pipeline }: PipelinePolicy, { name, chain }: ReleaseReport): Mrkdwn[] {
  const broken = chain.stretches.flatMap((stretch) => stretch.broken);
  return [
    md`The report on release ${code(name)} of *${pipeline}*: what was shipped, who asked, who approved on which evidence, and the records that prove it. It opens in any browser, also offline.`,
    ...(broken.length > 0 ? [md`:warning: The audit record does not fit together: ${broken[0] ?? ''}`] : []),
  ];
}
