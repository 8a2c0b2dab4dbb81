import { executionCard } from '../../src/slack/executions/execution-card';
import { anExecution } from '../support/builders/facts';
import { aPolicy } from '../support/builders/policies';

const CONSOLE = { url: 'https://us-east-1.console.aws.amazon.com', region: 'us-east-1' };

describe('who pushed what an execution ships', () => {
  const card = (pushedBy: string | undefined) => {
    const revision = { commitId: 'c'.repeat(40), message: 'Use flipper length', authorName: 'Emma' };
    const execution = anExecution({ revision, repository: 'penguins' });
    return JSON.stringify(
      executionCard({
        execution,
        policy: aPolicy(),
        model: {},
        waiting: [],
        isMuted: false,
        console: CONSOLE,
        pushedBy,
      }),
    );
  };

  it('is said where it is not the author', () => {
    expect(card('arn:aws:iam::123456789012:user/ben')).toContain('Use flipper length by Emma, pushed by ben');
  });

  it.each([['arn:aws:iam::123456789012:user/emma'], [undefined]])('is not said of %s', (pushedBy) => {
    expect(card(pushedBy)).not.toContain('pushed by');
  });
});
