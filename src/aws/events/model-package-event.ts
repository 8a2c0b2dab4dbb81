import { z } from 'zod';
import { arn, type EventReader, name, read } from './reading';

const packageDetail = z.object({
  ModelPackageArn: arn,
  /** Absent where a package is in no group: such a one has no versions and is nobody's model. */
  ModelPackageGroupName: name.nullish(),
  /** A number, and like all of them perhaps a float in the raw JSON. */
  ModelPackageVersion: z.coerce.number().int().min(1).nullish(),
});

export const modelPackageEvent: EventReader = ({ type, at, detail }) => {
  const { ModelPackageArn, ModelPackageGroupName: group, ModelPackageVersion } = read(packageDetail, detail, type);
  const version = ModelPackageVersion ?? /\/(\d+)$/.exec(ModelPackageArn)?.[1];
  if (!group || version === undefined) return [];
  return [{ kind: 'model-package', group, version: String(version), arn: ModelPackageArn, at }];
};
