import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { BatchGetBuildsCommand, CodeBuildClient } from '@aws-sdk/client-codebuild';
import { type CodeBuild, createCodeBuild } from '../../../../infra/local/aws/codebuild/codebuild';
import { createLogs } from '../../../../infra/local/aws/logs/logs';
import { conforming } from '../../../support/aws-schemas';
import { buildspecOf } from '../codebuild/build-bench';
import { Presence } from '../codebuild/presence';
import { ServiceBench } from '../service-bench';

describe('the log of a build in CloudWatch Logs', () => {
  let bench: ServiceBench;
  let codeBuild: CodeBuild;
  let logs: CloudWatchLogsClient;
  let builds: CodeBuildClient;
  let presence: Presence;
  beforeAll(async () => {
    presence = await Presence.start();
    bench = await ServiceBench.start(({ clock, emit, file }) => {
      const baseUrl = () => '';
      codeBuild = createCodeBuild({ directory: file('codebuild'), baseUrl, emit, environment: {}, clock });
      return [codeBuild.service, createLogs({ streams: codeBuild.logs }).service];
    });
    logs = conforming(new CloudWatchLogsClient(bench.client()), 'logs');
    builds = new CodeBuildClient(bench.client());
  });
  afterAll(async () => {
    logs.destroy();
    builds.destroy();
    await codeBuild.close();
    await presence.stop();
    await bench.remove();
  });

  it('is found where BatchGetBuilds says, with every line as an event and its line break', async () => {
    const id = begin("echo one; echo; printf 'no break'");
    await codeBuild.builds.finished(id);

    const { messages } = await read(id);

    const from = messages.indexOf('one\n');
    expect(messages[0]).toMatch(/^\[Container\] .* Waiting for agent ping\n$/);
    expect(messages.slice(from, from + 3)).toEqual(['one\n', '\n', 'no break\n']);
    expect(messages.at(-1)).toMatch(/Phase context status code: /);
  });

  it('grows while the build lasts, and shows no line before it is complete', async () => {
    const arrival = presence.arrival();
    const id = begin(`echo whole; printf half; ${presence.command}; echo ' and half'`);
    const { gone } = await arrival;

    const before = await read(id);
    await presence.stop();
    await gone;
    await codeBuild.builds.finished(id);
    const after = await read(id, before.nextForwardToken);

    expect(before.messages.at(-1)).toBe('whole\n');
    expect(after.messages[0]).toBe('half and half\n');
  });

  it('has times that never go back nor beyond the build, even where a command imitates the lines of CodeBuild', async () => {
    const id = begin("echo '[Container] 2999/01/01 00:00:00.000 I am CodeBuild'");
    await codeBuild.builds.finished(id);

    const { times } = await read(id);

    const { startTime, endTime } = await view(id);
    expect(times[0]).toBeGreaterThanOrEqual(startTime?.getTime() ?? Number.POSITIVE_INFINITY);
    expect(times).toEqual([...times].sort((one, other) => one - other));
    expect(times.at(-1)).toBeLessThanOrEqual(endTime?.getTime() ?? 0);
  });

  function begin(command: string): string {
    codeBuild.createProject({ name: 'penguins-build', buildspec: buildspecOf({ build: [command] }) });
    const { id } = codeBuild.builds.startForPipeline({
      projectName: 'penguins-build',
      pipelineName: 'penguins',
      sourceDirectory: mkdtempSync(join(bench.directory, 'source-')),
      secondarySourceDirectories: {},
      resolvedSourceVersion: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
      environmentVariables: [],
    });
    return id;
  }

  async function view(id: string) {
    const { builds: [build] = [] } = await builds.send(new BatchGetBuildsCommand({ ids: [id] }));
    return build ?? {};
  }

  async function read(id: string, nextToken?: string) {
    const { groupName, streamName } = (await view(id)).logs ?? {};
    const where = { logGroupName: groupName, logStreamName: streamName, startFromHead: true, nextToken };
    const { events = [], nextForwardToken } = await logs.send(new GetLogEventsCommand(where));
    const messages = events.map(({ message = '' }) => message);
    return { messages, times: events.map(({ timestamp = 0 }) => timestamp), nextForwardToken };
  }
});
