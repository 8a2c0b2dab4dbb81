import { resolve } from 'node:path';
import { type App, CfnOutput, Stack } from 'aws-cdk-lib';
import { MlPipeline } from '../constructs/ml-pipeline';
import type { MlPipelineSettings } from '../ml-pipeline-settings';

/** The project whose repository a new pipeline begins with. */
const PROJECT = resolve(__dirname, '../../model');

/** The reference ML pipeline, which trains, tests and deploys the penguins model. */
export class MlPipelineStack extends Stack {
  constructor(app: App, id: string, { pipeline: name, connection }: MlPipelineSettings) {
    super(app, id, { description: `mlpipeline: the ML pipeline ${name}` });
    const pipeline = new MlPipeline(this, 'Pipeline', { name, source: connection ?? { directory: PROJECT } });
    new CfnOutput(this, 'PipelineName', { value: pipeline.pipelineName });
    new CfnOutput(this, 'EndpointName', { value: pipeline.endpointName });
    if (pipeline.cloneUrl) new CfnOutput(this, 'CloneUrl', { value: pipeline.cloneUrl });
    new CfnOutput(this, 'Configuration', {
      description: 'What the bot needs to know of it: to be put into mlpipeline.yaml, below pipelines',
      value: `${name}: { modelPackageGroup: ${pipeline.modelPackageGroupName}, endpoints: [${pipeline.endpointName}] }`,
    });
  }
}
