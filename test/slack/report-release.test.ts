import { join } from 'node:path';
import { WebClient } from '@slack/web-api';
import { TEAM, TOKENS } from '../../infra/local/identity';
import { releasePage } from '../../src/documents/release-page';
import { releaseReport } from '../../src/domain/audit/release-report';
import { releaseToReport } from '../../src/domain/audit/release-to-report';
import { BadRequest, NotAllowed } from '../../src/domain/errors';
import { authorize } from '../../src/domain/policies/authorize';
import { nearest } from '../../src/nearest';
import { reportRelease } from '../../src/slack/audit/report-release';
import { readArguments } from '../../src/slack/command-arguments';
import { slackManifest } from '../../src/slack/manifest';
import { silent } from '../local/slack/bolt';
import { type RunningWorkspace, startWorkspace, temporaryFolder } from '../local/slack/support';
import { aRelease } from '../support/builders/facts';
import { aPolicy, somePolicies } from '../support/builders/policies';
import { failureOf, type UseCaseBench, useCaseBench } from '../support/use-case-bench';

const READERS = { viewer: ['U0EMMA'], operator: [], approver: [], admin: [] };
const penguins = aPolicy({ roles: READERS });
const whales = aPolicy({ name: 'whales', roles: READERS });
const secret = aPolicy({ name: 'secret', roles: { ...READERS, viewer: ['U0ADA'] } });

let bench: UseCaseBench;
beforeEach(async () => {
  bench = useCaseBench(penguins);
  for (const { name } of [penguins, whales, secret]) {
    await bench.releases.updateProduction(name, () => ({ pipeline: name, stage: 'Deploy', foundAt: new Date(0) }));
  }
  await onRecord('penguins', 'e1', '1.4.0');
  await onRecord('penguins', 'e2', '1.5.0');
  await onRecord('whales', 'e3', '1.5.0');
  await onRecord('secret', 'e4', '9.9.9');
});

let day = 0;
function onRecord(pipeline: string, executionId: string, version: string) {
  const releasedAt = new Date(Date.UTC(2026, 2, ++day));
  return bench.releases.update(pipeline, executionId, () =>
    aRelease({ pipeline, executionId, releasedAt, model: { version } }),
  );
}

/** What a person types behind `audit`. @returns what is said back */
async function typed(words: string, client: WebClient = new WebClient(), slackId = 'U0EMMA'): Promise<string> {
  const { releases, directory, clock } = bench;
  const report = reportRelease({
    policies: somePolicies(penguins, whales, secret),
    directory,
    authorize: authorize({ ...bench, now: clock.now }),
    releaseToReport: releaseToReport({ releases, nearest, findReleases: async () => undefined }),
    releaseReport: releaseReport({ ...bench, now: clock.now }),
    releasePage: async (made, { model }, writtenFor) => releasePage(made, { model, writtenFor }),
  });
  const said: { text?: string }[] = [];
  const args = readArguments(words.split(' '), { name: 'audit', usage: 'report [<pipeline>] <release>', options: {} });
  const respond = async (answer: { text?: string }) => void said.push(answer);
  await report({ args, client, respond, caller: { slackId, team: TEAM.id } } as never);
  return said.at(-1)?.text ?? '';
}

const refusal = async (words: string): Promise<string> => {
  const error = await failureOf(typed(words));
  if (!(error instanceof BadRequest)) throw error;
  return error.userMessage;
};

describe('audit report', () => {
  let slack: RunningWorkspace;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeAll(async () => {
    folder = await temporaryFolder();
    slack = await startWorkspace({ stateFile: join(folder.path, 'slack.json'), manifest: slackManifest({}) });
  });
  afterAll(async () => {
    await slack.stop();
    await folder.remove();
  });

  it('sends the file into the messages of whoever asks, and nowhere else', async () => {
    const client = new WebClient(TOKENS.bot, { slackApiUrl: `${slack.baseUrl}/api/`, logger: silent });

    const answer = await typed('report 1.4.0', client);

    const { files } = await slack.emma.look();
    const [file] = Object.values(files).filter(({ name }) => name === 'release-report-penguins-1.4.0.html');
    const opened = await (await fetch(`${slack.baseUrl}${file?.page_url}`)).text();
    expect(answer).toBe('The report on release `1.4.0` of *penguins* is in your messages with this app.');
    expect(opened).toContain('<title>Release report: penguins 1.4.0 of penguins</title>');
    expect(opened).toContain('for U0EMMA (U0EMMA)');
    expect(Object.values((await slack.ada.look()).files)).toEqual([]);
  });
});

describe('audit report, where it is not clear which release is meant', () => {
  it('asks of which pipeline, where several have such a release', async () => {
    expect(await refusal('report 1.5.0')).toBe(
      '“1.5.0” is a release of penguins, whales. Say of which: audit report <pipeline> 1.5.0.',
    );
  });

  it('names the nearest ones, else the newest ones, of the pipelines that the person may see', async () => {
    expect(await refusal('report penguins 1.4.1')).toBe('There is no release “1.4.1”. Did you mean 1.4.0 or 1.5.0?');
    expect(await refusal('report flippers')).toBe('There is no release “flippers”. The newest are 1.5.0, 1.4.0.');
    expect(await refusal('report 9.9.9')).not.toContain('secret');
  });

  it('asks for a release, where there is none or only a pipeline', async () => {
    expect(await refusal('report')).toContain('Which release?');
    expect(await refusal('report penguins')).toBe('Which release of penguins? Type audit report penguins <release>.');
  });

  it('shows nothing of a pipeline to those who may not look at it', async () => {
    expect(await failureOf(typed('report secret 9.9.9'))).toBeInstanceOf(NotAllowed);
  });
});
