import { ofClaimedGroup, registryState } from '../../../src/domain/approvals/answer-registry';
import type { RegistryState } from '../../../src/domain/approvals/approval';
import type { ModelPackageFacts } from '../../../src/domain/model-packages/model-package';
import { aPolicy } from '../../support/builders/policies';

const ARN = 'arn:aws:sagemaker:us-east-1:123456789012:model-package/penguins-models/12';
const AT = new Date('2026-03-02T09:00:00Z');
const signed = (auditId: string) => `Ada (U0ADA) mlpipeline/${auditId}`;
const OURS = signed('11111111-2222-4333-8444-555555555555');

const aVersion = (rest: Partial<ModelPackageFacts> = {}): ModelPackageFacts => ({
  ...{ arn: ARN, group: 'penguins-models', version: '12', status: 'approved', createdAt: AT, modifiedAt: AT },
  properties: {},
  ...rest,
});

describe('what the model registry holds beside an answer', () => {
  const states = (facts: ModelPackageFacts | undefined, summary?: string): Omit<RegistryState, 'arn'> => {
    const { arn, ...state } = registryState(ARN, { decision: 'approved', summary }, facts);
    expect(arn).toBe(ARN);
    return state;
  };

  it.each<[string, ModelPackageFacts | undefined, string | undefined, Omit<RegistryState, 'arn'>]>([
    [
      'is nothing of a version that it does not have',
      undefined,
      OURS,
      {
        state: 'gone',
        detail: 'The version is no longer in the model registry.',
      },
    ],
    ['is our answer', aVersion({ reason: OURS }), OURS, { state: 'answered' }],
    [
      'is the same answer in other words',
      aVersion({ reason: signed('66666666-2222-4333-8444-555555555555') }),
      OURS,
      {
        state: 'answered',
        detail: expect.stringContaining('In the model registry this version is approved: Ada (U0ADA)'),
      },
    ],
    [
      'is the same answer, which was given elsewhere there as here',
      aVersion({ reason: 'fine' }),
      undefined,
      {
        state: 'answered',
      },
    ],
    [
      'is another answer',
      aVersion({ status: 'rejected' }),
      OURS,
      {
        state: 'differs',
        detail: 'In the model registry this version is rejected.',
      },
    ],
    [
      'is another answer, with who gave it',
      aVersion({ status: 'rejected', modifiedBy: 'arn:aws:iam::1:user/emma' }),
      OURS,
      {
        state: 'differs',
        detail: 'In the model registry this version is rejected by emma.',
      },
    ],
    [
      'is no answer yet',
      aVersion({ status: 'pending' }),
      OURS,
      {
        state: 'differs',
        detail: 'The model registry still waits for an answer to this version.',
      },
    ],
  ])('%s', (_what, facts, summary, expected) => {
    expect(states(facts, summary)).toEqual(expected);
  });

  it('is quoted by two hundred characters of what somebody wrote there', () => {
    const { detail } = states(aVersion({ status: 'rejected', reason: '🐧'.repeat(201) }), OURS);

    expect(detail).toBe(`In the model registry this version is rejected: ${'🐧'.repeat(200)}`);
  });
});

describe('a version', () => {
  const policy = aPolicy({ modelPackageGroup: 'penguins-models' });

  it.each([
    ['of the group', ARN, ARN],
    ['of the group in other letters', ARN.replace('penguins', 'Penguins'), ARN.replace('penguins', 'Penguins')],
    ['of another group', ARN.replace('penguins', 'puffins'), undefined],
    ['with more in front', `x${ARN}`, undefined],
    ['with more behind', `${ARN}x`, undefined],
    ['that nobody names', undefined, undefined],
  ])('%s is claimed by its pipeline, or by none', (_what, arn, expected) => {
    expect(ofClaimedGroup(arn, policy)).toBe(expected);
  });

  it('is claimed by no pipeline without a group', () => {
    expect(ofClaimedGroup(ARN, aPolicy())).toBeUndefined();
  });
});
