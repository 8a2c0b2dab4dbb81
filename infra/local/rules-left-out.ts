import type { ServiceName } from './aws/wire/aws-service';

/** Rules of a service that its stand-in does not keep although it offers the operation, and why. */
export const RULES_LEFT_OUT: Partial<Record<ServiceName | 'slack', [rule: string, why: string][]>> = {
  codepipeline: [
    [
      'stage conditions (`beforeEntry`, `onSuccess`, SKIP), triggers with filters, polling, webhooks, blockers',
      'refused by name where a pipeline is declared',
    ],
    [
      'action types beside CodeCommit, CodeBuild and Manual; actions in another region or account',
      'refused by name where a pipeline is declared',
    ],
    ['122,880 bytes of output variables and 100 KB of resolved configuration per action', 'no limit'],
    ['history ends after 12 months; rollback targets begin in February 2024', 'nothing is ever pruned'],
    [
      'quotas of a region (1,000 pipelines, 500 actions of a pipeline) and throttle rates',
      'the rates are not published; throttles come on request',
    ],
  ],
  codebuild: [
    ['limits by compute type or project on builds that run at once', 'one limit of 60 for all; the rest are queued'],
    [
      'PROVISIONING can fail, for instance for want of the image',
      'commands run on this machine; image, compute type and privileged mode are only shown',
    ],
    [
      '`on-failure` has no effect on Lambda compute and reserved capacity',
      'there is neither; environment types are only shown',
    ],
    [
      '`buildspecOverride` may be the ARN of an S3 object; sources are in GitHub, Bitbucket, GitLab or S3',
      'the stack has no network and no S3: refused, or DOWNLOAD_SOURCE fails',
    ],
    [
      'PARAMETER_STORE and SECRETS_MANAGER variables, `env/parameter-store`, `env/secrets-manager`',
      'the stack has no secrets: DOWNLOAD_SOURCE fails rather than building without',
    ],
    [
      '`run-as`, `batch`, secondary sources and artifacts, `s3-prefix`, `enable-symlinks`, version 0.1, Windows shells',
      'refused with the line of the buildspec, or by the name of the parameter',
    ],
    [
      '`proxy`, `cache`, `runtime-versions`, `artifacts/name`',
      'accepted; the log says so of all but the name: the artifact is a folder of this machine, without checksums',
    ],
    ['automatic retries (`autoRetryLimit`)', 'refused by name'],
    ['logs can go to S3', 'refused by name; the link leads to this stack'],
    ['reports in NUnit, TestNG, TRX and of code coverage', 'refused with the line'],
    [
      'reports are GENERATING and DELETING, expire after 30 days, and belong to 5 groups per project',
      'they are made in one go, and kept as long as the stack',
    ],
    ['builds are kept for a year', 'they are kept as long as the stack'],
  ],
  codecommit: [
    [
      'approval rules, comments, ways to merge other than fast-forward, triggers of repositories',
      'UnknownOperationException',
    ],
  ],
  sts: [['whom a role trusts and what IAM allows', 'nobody is denied anything, beside what other accounts own']],
  slack: [
    [
      'the block `data_visualization`, and buttons in cells of a data_table',
      'not in @slack/types, and their fields and limits are not documented: `invalid_blocks`',
    ],
    ['unfurled links, custom emoji, search, huddles, workflows, Enterprise Grid', '`unknown_method`, or shown as text'],
  ],
};
