import { explain } from '../../src/config/explain';
import { parseConfiguration } from '../../src/config/load';
import { SIX_LINES } from './mistakes-of';

const explained = (text: string): string => explain(parseConfiguration(text, 'f'));

describe('what the bot understood', () => {
  it('is told of six lines, with who may what and why nobody may', () => {
    expect(explained(SIX_LINES)).toBe(
      [
        'Pipeline fraud',
        '  It is in the bot’s own region, in the bot’s own account.',
        '  Its cards go to C012ABCDEF.',
        '  An execution that succeeds in its last stage is a release.',
        '  May look (viewer): every full member of the workspace.',
        '  May start, stop and roll back (operator): every full member of the workspace.',
        '  May approve and reject (approver): U012ABCDEF.',
        '  May administer (admin): nobody. Neither roles.admin nor pipelines.fraud.roles.admin names anyone.',
      ].join('\n'),
    );
  });

  it('is told of a pipeline elsewhere, its model, its release, and roles of its own', () => {
    const text = explained(
      SIX_LINES.replace(
        '{}',
        `
    region: eu-central-1
    roleArn: arn:aws:iam::210987654321:role/mlpipeline
    externalId: abc
    model: risk
    deployStage: Ship
    channel: C034GHIJKL
    roles: { approver: [U034GHIJKL], operator: [] }`,
      ),
    );

    expect(text).toContain(
      'It is in eu-central-1, in account 210987654321, reached by the role arn:aws:iam::210987654321:role/mlpipeline with an external id.',
    );
    expect(text).toContain('Its model is called risk; people may type that too.');
    expect(text).toContain('succeeds in its stage Ship is a release');
    expect(text).toContain('cards go to C034GHIJKL');
    expect(text).toContain('(approver): U034GHIJKL.');
    expect(text).toContain('(operator): nobody. Neither');
  });

  it('is told of freezes, those of all pipelines and those of one', () => {
    const freeze = (from: string, to: string, reason: string) =>
      `[{ from: ${from}, to: ${to}, timeZone: Europe/Berlin, reason: ${reason} }]`;
    const text = explained(
      `${SIX_LINES.replace('{}', `{ freezes: ${freeze('2026-12-24', '2026-12-26', 'Christmas')} }`)}  other: {}\nfreezes: ${freeze('Fri 16:00', 'Mon 08:00', 'nobody is here')}\n`,
    );

    const weekly = 'It is frozen from Fri 16:00 to Mon 08:00, by the clocks of Europe/Berlin: nobody is here';
    const [fraud, other] = text.split('\n\n');
    expect(fraud).toContain(weekly);
    expect(fraud).toContain('from 2026-12-24 to 2026-12-26, by the clocks of Europe/Berlin: Christmas');
    expect(other).toContain(weekly);
    expect(other).not.toContain('Christmas');
  });

  it('is told of projects, which nobody approves', () => {
    const text = explained(`${SIX_LINES}projects: { fraud-build: {}, other: { repository: fraud } }`);

    const [own = '', other = ''] = text.split('\n\n').slice(1);
    expect(own).toMatch(/^CodeBuild project fraud-build\n/);
    expect(own).toContain('repository is not given');
    expect(own).not.toContain('approver');
    expect(other).toContain('built from the CodeCommit repository fraud');
  });
});
