import type { StartBuildCommandInput } from '@aws-sdk/client-codebuild';
import { NEVER_OVERRIDDEN } from '../../../infra/aws/permissions/build-overrides';

/** The condition keys that a StartBuild brings with it (Service Authorization Reference, AWS CodeBuild). */
export function startBuildContext(input: Partial<StartBuildCommandInput>): Record<string, string> {
  const { sourceLocationOverride, sourceTypeOverride, artifactsOverride, environmentVariablesOverride } = input;
  const neverSent = Object.entries(NEVER_OVERRIDDEN).flatMap(([name, keys]) => (name in input ? [...keys] : []));
  const keys = {
    ...Object.fromEntries(neverSent.map((key) => [key, 'true'])),
    ...(sourceTypeOverride !== undefined && { source: 'true' }),
    ...(sourceLocationOverride !== undefined && { 'source.location': sourceLocationOverride }),
    ...(artifactsOverride !== undefined && { artifacts: 'true' }),
    ...(artifactsOverride?.location !== undefined && { 'artifacts.location': artifactsOverride.location }),
    ...(environmentVariablesOverride !== undefined && { 'environment.environmentVariables': 'true' }),
  };
  return Object.fromEntries(Object.entries(keys).map(([key, value]) => [`codebuild:${key}`, value]));
}
