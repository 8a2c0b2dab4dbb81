import type { ModelPackage } from '../../src/domain/model-packages/model-package';
import { modelPackageCard } from '../../src/slack/model-packages/model-package-card';
import { aPolicy } from '../support/builders/policies';

const NINE = new Date('2026-03-02T09:00:00.000Z');
const PACKAGE: ModelPackage = {
  ...{ pipeline: 'penguins', group: 'penguins', version: '3', status: 'pending', told: 'here' },
  arn: 'arn:aws:sagemaker:us-east-1:123456789012:model-package/penguins/3',
  ...{ createdAt: NINE, modifiedAt: NINE, properties: { macro_f1: '0.97' } },
};

describe('the card of a model package', () => {
  const message = (rest: Partial<ModelPackage>) =>
    modelPackageCard({
      modelPackage: { ...PACKAGE, ...rest },
      policy: aPolicy(),
      console: { url: 'https://us-east-1.console.aws.amazon.com', region: 'us-east-1' },
    });
  const card = (rest: Partial<ModelPackage> = {}) => JSON.stringify(message(rest));

  it('says what waits, of which commit and by whom, with its metrics and where it is decided', () => {
    const words = card({ commitId: 'c'.repeat(40), createdBy: 'arn:aws:iam::123456789012:user/emma' });

    expect(words).toContain('waits for approval');
    expect(words).toContain('Registered by emma from commit `ccccccc`');
    expect(words).toContain('macro f1: *0.97*');
    expect(words).toContain('It is decided in SageMaker');
  });

  it.each([
    ['approved', 'Approved by ada'],
    ['rejected', 'Rejected by ada'],
  ] as const)('says by whom it was %s, and why', (status, said) => {
    const words = card({ status, reason: '<!channel> Gentoo', modifiedBy: 'ada' });

    expect(words).toContain(said);
    expect(words).toContain('>&lt;!channel&gt; Gentoo');
    expect(words).not.toContain('It is decided in SageMaker');
  });

  it('says of one that was deleted that it is gone, not that it waits', () => {
    const words = card({ deletedAt: NINE });

    expect(words).toContain('was deleted');
    expect(words).toContain('no longer in the model registry');
    expect(words).not.toContain('waits for approval');
  });

  it('keeps within what Slack takes, whatever its maker says of it', () => {
    const properties = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`${index}<`, '&'.repeat(900)]));

    const { blocks } = message({ properties, reason: '&'.repeat(5_000), createdBy: '<'.repeat(5_000) });

    const texts = blocks.flatMap((block) => (block.type === 'section' ? (block.text?.text ?? '') : []));
    expect(Math.max(...texts.map(({ length }) => length))).toBeLessThanOrEqual(3_000);
    expect(JSON.stringify(blocks)).toContain('and 38 more');
  });
});
