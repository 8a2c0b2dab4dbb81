import { join } from 'node:path';
import { IgnoreMode, type Stack } from 'aws-cdk-lib';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import type { AwsSettings } from '../settings';

/** The folder with the Dockerfile; `.dockerignore` lets only a little of it through. */
const PROJECT = join(__dirname, '../../..');

/** The bot's image: built from this folder when it is deployed, or one that somebody else has built and pushed. */
export function botImage(stack: Stack, { image, architecture }: AwsSettings['context']): ContainerImage {
  if (image === undefined) {
    return ContainerImage.fromAsset(PROJECT, {
      platform: architecture === 'arm' ? Platform.LINUX_ARM64 : Platform.LINUX_AMD64,
      ignoreMode: IgnoreMode.DOCKER,
    });
  }
  const [, account = '', region = '', name = '', tagOrDigest = ''] =
    /^(\d+)\.dkr\.ecr\.([\w-]+)\.[^/]+\/([\w./-]+?)[:@](.+)$/.exec(image) ?? [];
  const arn = stack.formatArn({ service: 'ecr', account, region, resource: 'repository', resourceName: name });
  const repository = Repository.fromRepositoryAttributes(stack, 'Images', { repositoryArn: arn, repositoryName: name });
  return ContainerImage.fromEcrRepository(repository, tagOrDigest);
}
