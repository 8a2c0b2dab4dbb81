import { aPolicyAsking } from '../support/builders/policies';
import { ada, bea, cem, clickOn, type UseCaseBench, useCaseBench } from '../support/use-case-bench';
import { REASON_LENGTH } from './hostile-texts';

/** A pipeline that has lived through everything, in which whatever others could write is one text. */
export async function hostileHistory(text: string): Promise<UseCaseBench> {
  const bench = useCaseBench(
    aPolicyAsking({ quorum: 2 }, { alarms: ['drift'], endpoints: ['penguins'], modelPackageGroup: 'penguins' }),
  );
  const { useCases, pipelines, clock, policy } = bench;
  for (const { slackId } of [ada, bea, cem]) bench.directory.knows(slackId, { name: text });
  const reason = text.trim() === '' ? 'because' : text.slice(0, REASON_LENGTH);
  const later = (minutes = 1) => clock.advance(minutes * 60_000);
  const variables = {
    ...{ MODEL_VERSION: text, MODEL_DIGEST: text, IMAGE_URI: text, EVALUATION_URL: text, METRIC_ACCURACY: '0.97' },
    ...Object.fromEntries([
      [`METRIC_${text}`, text],
      [text, text],
    ]),
  };
  const commit = (id: string) => ({
    ...{ commitId: id.repeat(40).slice(0, 40), message: text, authorName: text, authorEmail: text, url: text },
  });
  const pushed = (id: string) =>
    bench.repositories.pushed('penguins', 'main', { ...commit(id), files: { [`${id}${text}`]: text } });
  const asked = async (id: string) => {
    later();
    pushed(id);
    const { executionId } = await useCases.startDeploy({ policy, caller: cem, variables: { DATASET: text } });
    pipelines.checkedOut(executionId, commit(id));
    const { approvalId } = pipelines.reachesApproval(executionId, variables);
    await useCases.reconcile();
    return { executionId, approvalId };
  };
  const serves = async (id: string) => {
    const { executionId, approvalId } = await asked(id);
    for (const caller of [ada, bea]) {
      await useCases.decideApproval(clickOn(await bench.approval(approvalId), 'approved', { caller, reason }));
    }
    later();
    pipelines.deployed(executionId);
    await useCases.reconcile();
    return executionId;
  };

  await serves('a');
  const good = await serves('b');
  await serves('f');
  await useCases.executeRollback(await bench.asTold(good, { reason }));
  const back = (await pipelines.recentExecutions(policy.name, 1))[0]?.executionId ?? '';
  pipelines.deployed(back);
  await useCases.reconcile();

  const refused = await asked('c');
  await useCases.decideApproval(clickOn(await bench.approval(refused.approvalId), 'rejected', { caller: ada, reason }));
  const answeredElsewhere = await asked('d');
  pipelines.answeredElsewhere(answeredElsewhere.approvalId, 'rejected', text);
  await useCases.reconcile();
  await failedBuild(bench, text);

  later();
  const arn = bench.modelRegistry.registered('penguins', {
    ...{ status: 'approved', reason: text, createdBy: text, modifiedBy: text, properties: variables },
  });
  await useCases.onEvent({ kind: 'model-package', group: 'penguins', version: '1', arn, at: clock.now() });
  bench.modelRegistry.registered('penguins', { reason: text, createdBy: text, properties: variables });
  const pullRequestId = bench.pullRequests.opened('penguins', 'e'.repeat(40), {
    ...{ title: text, author: text, source: text || 'main', destination: text || 'main' },
  });
  await useCases.onEvent({ kind: 'pull-request', repository: 'penguins', pullRequestId, at: clock.now() });
  bench.alarms.comes('drift', 'ringing', text);
  bench.endpoints.comes('penguins', 'ringing', text);
  await useCases.reconcile();

  const open = await asked('e');
  pipelines.says(open.executionId, 'Approve', text);
  await useCases.decideApproval(clickOn(await bench.approval(open.approvalId), 'approved', { caller: ada, reason }));
  return bench;
}

/** A build within the pipeline and one outside, both failed, with a log, tests and phases that say the text. */
async function failedBuild(bench: UseCaseBench, text: string): Promise<void> {
  const { builds, pipelines, logs, useCases, clock, project } = bench;
  const inside = builds.startedElsewhere('penguins-train', { initiator: `codepipeline/${bench.policy.name}` });
  const outside = builds.startedElsewhere(project.name, { initiator: text, sourceVersion: text });
  for (const buildId of [inside, outside]) {
    builds.passes(buildId, 'BUILD', { status: 'Failed', context: text });
    builds.ends(buildId, 'Failed');
    builds.finished(buildId, { passed: 1, failed: 3, skipped: 0, failing: [text, text, `x${text}`] });
    for (const stream of [buildId]) {
      const [{ project: name } = { project: '' }] = await builds.facts([buildId]);
      logs.write({ group: `/aws/codebuild/${name}`, stream }, `${`${text}\n`.repeat(40)}Error: ${text}\n`);
    }
  }
  clock.advance(60_000);
  const { executionId } = pipelines.training(text);
  pipelines.says(executionId, 'Build', text);
  pipelines.built(executionId, 'evaluate', inside, 'Failed');
  pipelines.fails(executionId);
  await useCases.onEvent({
    ...{ kind: 'build', project: project.name, buildId: outside, initiator: text, at: clock.now() },
  });
  await useCases.reconcile();
}
