import { z } from 'zod';
import { arn, type EventReader, name, read, words } from './reading';

const buildDetail = z.object({
  'project-name': name,
  /** An ARN, where the API has `project:uuid`. */
  'build-id': arn.regex(/build\/[^:/]+:[^:/]+$/, 'is no ARN of a build'),
  'additional-information': z.object({ initiator: words }).optional().catch(undefined),
});

/** A build has changed its state, or come to its next phase: in either case it has come further. */
export const buildEvent: EventReader = ({ type, at, detail }) => {
  const found = read(buildDetail, detail, type);
  return [
    {
      kind: 'build',
      project: found['project-name'],
      buildId: found['build-id'].replace(/^.*build\//, ''),
      initiator: found['additional-information']?.initiator,
      at,
    },
  ];
};
