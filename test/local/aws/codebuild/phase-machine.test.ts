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
    ['POST_BUILD', 'SUCCEEDED', 'UPLOAD_ARTIFACTS'],
    ['POST_BUILD', 'FAILED', 'UPLOAD_ARTIFACTS'],
    ['UPLOAD_ARTIFACTS', 'SUCCEEDED', 'FINALIZING'],
    ['UPLOAD_ARTIFACTS', 'FAILED', 'FINALIZING'],
    ['FINALIZING', 'SUCCEEDED', 'COMPLETED'],
    ['FINALIZING', 'FAULT', 'COMPLETED'],
  ] as const)('goes from %s %s to %s', (phase, status, next) => {
    expect(phaseAfter(phase, { status })).toBe(next);
  });

  it.each([
    ['INSTALL', 'CONTINUE', 'PRE_BUILD'],
    ['PRE_BUILD', 'CONTINUE', 'BUILD'],
    ['BUILD', 'CONTINUE', 'POST_BUILD'],
    ['POST_BUILD', 'CONTINUE', 'UPLOAD_ARTIFACTS'],
    ['INSTALL', 'ABORT', 'FINALIZING'],
    ['PRE_BUILD', 'ABORT', 'FINALIZING'],
    ['BUILD', 'ABORT', 'FINALIZING'],
    ['POST_BUILD', 'ABORT', 'FINALIZING'],
  ] as const)('goes from %s FAILED with on-failure: %s to %s', (phase, onFailure, next) => {
    expect(phaseAfter(phase, { status: 'FAILED', onFailure })).toBe(next);
  });

  it.each(['QUEUED', 'PROVISIONING', 'DOWNLOAD_SOURCE', 'INSTALL', 'PRE_BUILD', 'BUILD', 'POST_BUILD'] as const)(
    'goes from %s straight to FINALIZING where the build is stopped, times out or is at fault',
    (phase) => {
      for (const status of ['STOPPED', 'TIMED_OUT', 'FAULT'] as const) {
        expect(phaseAfter(phase, { status })).toBe('FINALIZING');
      }
    },
  );

  it('gives the build the status of the first phase that did not succeed', () => {
    expect(overallStatus([{ phaseStatus: 'SUCCEEDED' }, { phaseStatus: 'FAILED' }, { phaseStatus: 'FAULT' }])).toBe(
      'FAILED',
    );
    expect(overallStatus([{ phaseStatus: 'SUCCEEDED' }, {}])).toBe('SUCCEEDED');
  });
});
