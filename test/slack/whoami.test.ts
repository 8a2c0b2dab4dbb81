import { parseConfiguration } from '../../src/config/load';
import { policiesFrom } from '../../src/config/policies';
import { withMentions } from '../../src/domain/notifications/muted-mentions';
import type { Mutes } from '../../src/domain/ports/mutes';
import { whoamiCommand } from '../../src/slack/access/whoami-command';
import { readArguments } from '../../src/slack/command-arguments';
import { FakeDirectory } from '../support/fakes/fake-directory';
import { fakeMutes } from '../support/fakes/fake-mutes';

const WORKSPACE = `channel: C0RELEASES
roles:
  operator: [U0ADA, S0OPS]
  approver: [U0BEN]
pipelines:
`;

/** What whoami tells Ada, one line for each line of the answer. */
async function whoami(
  yaml: string,
  typed: string[] = [],
  directory = new FakeDirectory(),
  mutes: Mutes = fakeMutes(),
): Promise<string[]> {
  const verb = whoamiCommand({ policies: policiesFrom(parseConfiguration(yaml, 'f')), directory, mutes });
  const said: unknown[] = [];
  const respond = async (answer: unknown) => void said.push(answer);
  const caller = { slackId: 'U0ADA', team: 'T0LOCAL' };
  await verb.run({ respond, caller, args: readArguments(typed, verb) } as never);
  return [...JSON.stringify(said).matchAll(/"text":"((?:[^"\\]|\\.)*)"/g)].flatMap(([, text = '']) =>
    text.split('\\n'),
  );
}

describe('whoami', () => {
  it('explains each role by the rule that gives it, and says who has the others', async () => {
    const lines = await whoami(`${WORKSPACE}  fraud: {}\n`);

    expect(lines).toContain('You are <@U0ADA>, a full member of this workspace.');
    expect(lines).toEqual(
      expect.arrayContaining([
        '*fraud*',
        ':white_check_mark: *viewer*: every full member',
        ':white_check_mark: *operator*: you are named  `roles.operator`',
        ':heavy_minus_sign: *approver*: not you, but <@U0BEN>  `roles.approver`',
        ':heavy_minus_sign: *admin*: nobody: `roles.admin` is not filled',
      ]),
    );
  });

  it('names the user group that gives a role, and the one that would', async () => {
    const directory = new FakeDirectory();
    directory.group('S0ML', ['U0ADA']);
    directory.group('S0LEADS', ['U0BEN']);
    const roles = '{ operator: [S0ML], approver: [S0LEADS] }';

    const lines = await whoami(`channel: C0RELEASES\nroles: ${roles}\npipelines: { fraud: {} }\n`, [], directory);

    expect(lines).toContain(':white_check_mark: *operator*: you are in <!subteam^S0ML>  `roles.operator`');
    expect(lines).toContain(
      ':heavy_minus_sign: *approver*: not you, but <!subteam^S0LEADS> (being in such a group gives it)  `roles.approver`',
    );
  });

  it('tells what a pipeline or project has of its own', async () => {
    const lines = await whoami(
      `${WORKSPACE}  fraud: { roles: { operator: [] } }\n  churn: {}\nprojects:\n  churn-build: { roles: { approver: everyone } }\n`,
    );

    expect(lines).toContain(
      ':heavy_minus_sign: *operator*: nobody: `roles.operator` is not filled  `its own roles.operator`',
    );
    expect(lines).toContain('*churn-build* (project)');
    expect(lines).toContain(':white_check_mark: *approver*: every full member  `its own roles.approver`');
  });

  it('tells once what is the same for forty pipelines', async () => {
    const forty = Array.from({ length: 40 }, (_, index) => `  model-${index}: {}\n`).join('');

    const lines = await whoami(`${WORKSPACE}${forty}  fraud: { roles: { operator: [U0BEN] } }\n`);

    expect(lines.filter((line) => line.includes('*operator*'))).toHaveLength(2);
    expect(lines.find((line) => line.startsWith('*model-0*'))).toMatch(/\*model-11\*, and 28 more$/);
  });

  it('pages where nothing is the same', async () => {
    const each = Array.from({ length: 8 }, (_, index) => `  model-${index}: { roles: { approver: [U0B${index}X] } }\n`);
    const yaml = `${WORKSPACE}${each.join('')}`;

    const [first, second] = [await whoami(yaml), await whoami(yaml, ['--page', '2'])];

    expect(first).toContain('*model-5*');
    expect(first).not.toContain('*model-6*');
    expect(second).toContain('*model-6*');
  });

  it('names no pipeline in which somebody has no role, and says that there are some', async () => {
    const nothing = '{ viewer: [U0BEN], operator: [U0BEN] }';

    const lines = await whoami(`${WORKSPACE}  fraud: {}\n  secret: { roles: ${nothing} }\n`);

    expect(lines.join()).not.toContain('secret');
    expect(lines).toContain('You have no role in one pipeline or project not named here.');
  });

  it('says what is muted, to whoever has muted something', async () => {
    const mutes = fakeMutes();
    const slackId = 'U0ADA';
    expect((await whoami(`${WORKSPACE}  fraud: {}\n`)).join()).not.toContain('mention');

    await mutes.update(slackId, (known) => withMentions(known, { slackId, pipeline: 'fraud', muted: true }));

    const lines = await whoami(`${WORKSPACE}  fraud: {}\n`, [], new FakeDirectory(), mutes);
    expect(lines).toContain('I mention you for every pipeline but fraud.');
  });

  it('says where user groups give nothing, since the workspace has none', async () => {
    const directory = new FakeDirectory();
    directory.group('S0OPS', ['U0ADA']);
    directory.withholds('S0OPS', 'unavailable');

    const lines = await whoami(`${WORKSPACE}  fraud: {}\n`, [], directory);

    expect(lines.join()).toMatch(/need a paid plan and the scope usergroups:read/);
  });

  it('refuses rather than guess while Slack does not tell who is in a group', async () => {
    const directory = new FakeDirectory();
    directory.group('S0ML', ['U0ADA']);
    directory.withholds('S0ML', 'unreachable');

    const asking = whoami('channel: C0RELEASES\nroles: { admin: [S0ML] }\npipelines: { fraud: {} }\n', [], directory);

    await expect(asking).rejects.toMatchObject({ code: 'directory_unavailable' });
  });
});
