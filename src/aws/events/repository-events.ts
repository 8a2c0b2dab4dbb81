import { z } from 'zod';
import { arn, type EventReader, name, read } from './reading';

const repositoryDetail = z.object({ event: name, repositoryName: name });

const pushDetail = z.object({
  repositoryName: name,
  referenceType: z.enum(['branch', 'tag']),
  referenceName: name,
  commitId: name,
  callerUserArn: arn.optional().catch(undefined),
});

/** Repositories that one pull request is about; CodeCommit has one (CodeCommit API Reference, PullRequestTarget). */
const MOST_REPOSITORIES = 100;

const pullRequestDetail = z.object({
  repositoryNames: z.array(name).min(1).max(MOST_REPOSITORIES, { abort: true }),
  pullRequestId: z.union([name, z.number().int().transform(String)]),
});

/** A reference that is gone is at no commit: that is no push. */
const PUSHES = ['referenceCreated', 'referenceUpdated'];

export const repositoryEvent: EventReader = ({ type, at, detail }) => {
  if (!PUSHES.includes(read(repositoryDetail, detail, type).event)) return [];
  const found = read(pushDetail, detail, type);
  return [
    {
      kind: 'push',
      repository: found.repositoryName,
      reference: { type: found.referenceType, name: found.referenceName },
      commitId: found.commitId,
      by: found.callerUserArn,
      at,
    },
  ];
};

/** Whatever has happened, approvals and approval rules among it: GetPullRequest says what is so now. */
export const pullRequestEvent: EventReader = ({ type, at, detail }) => {
  const { repositoryNames, pullRequestId } = read(pullRequestDetail, detail, type);
  return [...new Set(repositoryNames)].map((repository) => ({ kind: 'pull-request', repository, pullRequestId, at }));
};
