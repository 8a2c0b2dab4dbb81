import { overallStatus, phaseAfter } from '../../../../infra/local/aws/codebuild/phase-machine';

describe('the phase machine', () => {
  it.each([
    ['QUEUED', 'SUCCEEDED', 'PROVISIONING'],
    ['PROVISIONING', 'SUCCEEDED', 'DOWNLOAD_SOURCE'],
    ['DOWNLOAD_SOURCE', 'SUCCEEDED', 'INSTALL'],
    ['DOWNLOAD_SOURCE', 'FAILED', 'FINALIZING'],
    ['INSTALL', 'SUCCEEDED', 'PRE_BUILD'],
    ['INSTALL', 'FAILED', 'FINALIZING'],
    ['PRE_BUILD', 'SUCCEEDED', 'BUILD'],
    ['PRE_BUILD', 'FAILED', 'FINALIZING'],
    ['BUILD', 'SUCCEEDED', 'POST_BUILD'],
    ['BUILD', 'FAILED', 'POST_BUILD'],
    ['BUILD', 'TIMED_OUT', 'FINALIZING'],
    ['BUILD', 'FAULT', 'FINALIZING'],
    ['POST_BUILD', 'SUCCEEDED', 'UPLOAD_ARTIFACTS'],
    ['POST_BUILD', 'FAILED', 'UPLOAD_ARTIFACTS'],
    ['UPLOAD_ARTIFACTS', 'SUCCEEDED', 'FINALIZING'],
    ['UPLOAD_ARTIFACTS', 'FAILED', 'FINALIZING'],
    ['FINALIZING', 'SUCCEEDED', 'COMPLETED'],
    ['FINALIZING', 'FAULT', 'COMPLETED'],
  ] as const)('goes from %s %s to %s', (phase, status, next) => {
    expect(phaseAfter(phase, status)).toBe(next);
  });

  it('gives the build the status of the first phase that did not succeed', () => {
    expect(overallStatus([{ phaseStatus: 'SUCCEEDED' }, { phaseStatus: 'FAILED' }, { phaseStatus: 'FAULT' }])).toBe(
      'FAILED',
    );
    expect(overallStatus([{ phaseStatus: 'SUCCEEDED' }, {}])).toBe('SUCCEEDED');
  });
});
