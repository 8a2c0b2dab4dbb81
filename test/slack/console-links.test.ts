import { ofPipeline } from '../../src/domain/ports/owner';
import { comparePage, consolePlaces, executionPage } from '../../src/slack/console-links';

describe('links to the AWS console', () => {
  it.each([
    ['eu-central-1', 'https://eu-central-1.console.aws.amazon.com'],
    ['cn-north-1', 'https://cn-north-1.console.amazonaws.cn'],
    ['us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com'],
  ])('of %s lead to the console of its partition', (region, console) => {
    const place = consolePlaces({ regionOf: () => region })(ofPipeline('penguins'));

    expect(executionPage(place, 'penguins', 'e-1')).toBe(
      `${console}/codesuite/codepipeline/pipelines/penguins/executions/e-1/timeline?region=${region}`,
    );
  });

  it('lead to the region where the pipeline is, and elsewhere where the setting says so', () => {
    const regions: Record<string, string> = { training: 'eu-west-1' };
    const regionOf = ({ kind, name }: { kind: string; name: string }) =>
      (kind === 'pipeline' ? regions[name] : undefined) ?? 'us-east-1';
    const consoleOf = consolePlaces({ regionOf, consoleUrl: 'http://localhost:4300/console' });

    expect(executionPage(consoleOf(ofPipeline('training')), 'training', 'e/1')).toBe(
      'http://localhost:4300/console/codesuite/codepipeline/pipelines/training/executions/e%2F1/timeline?region=eu-west-1',
    );
  });

  it('lead from one commit to another, each in its place', () => {
    const place = consolePlaces({ regionOf: () => 'eu-central-1' })(ofPipeline('penguins'));

    expect(comparePage(place, 'penguins', 'b1', 'c2')).toBe(
      'https://eu-central-1.console.aws.amazon.com/codesuite/codecommit/repositories/penguins/compare/b1/.../c2?region=eu-central-1',
    );
  });
});
