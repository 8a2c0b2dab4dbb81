import { ArnFormat, type Stack } from 'aws-cdk-lib';

/** ARNs of what an MlPipeline names after itself, as the Service Authorization Reference has them. */
export class MlPipelineArns {
  constructor(
    private readonly stack: Stack,
    /** Lower case, as SageMaker writes names in ARNs. */
    readonly name: string,
  ) {}

  get pipeline(): string {
    return this.stack.formatArn({
      ...{ service: 'codepipeline', resource: this.name, arnFormat: ArnFormat.NO_RESOURCE_NAME },
    });
  }

  get repository(): string {
    return this.stack.formatArn({
      ...{ service: 'codecommit', resource: this.name, arnFormat: ArnFormat.NO_RESOURCE_NAME },
    });
  }

  project(name: string): string {
    return this.stack.formatArn({ service: 'codebuild', resource: 'project', resourceName: name });
  }

  /** A report group is named `<project>-<name in the buildspec>`. */
  reportGroups(project: string): string {
    return this.stack.formatArn({ service: 'codebuild', resource: 'report-group', resourceName: `${project}-*` });
  }

  sagemaker(resource: string, resourceName: string): string {
    return this.stack.formatArn({ service: 'sagemaker', resource, resourceName });
  }

  /** The group itself, and its streams. */
  logGroup(name: string): string[] {
    const arn = this.stack.formatArn({
      ...{ service: 'logs', resource: 'log-group', resourceName: name, arnFormat: ArnFormat.COLON_RESOURCE_NAME },
    });
    return [arn, `${arn}:*`];
  }
}
