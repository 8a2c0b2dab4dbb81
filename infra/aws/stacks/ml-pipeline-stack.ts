import { resolve } from 'node:path';
import { type App, CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { MlPipeline } from '../constructs/ml-pipeline';
import type { MlPipelineSource } from '../constructs/ml-pipeline-source';

interface MlPipelineStackProps extends StackProps {
  pipeline: string;
  /** Without one the pipeline has a repository of its own, which begins with the penguins model. */
  source?: MlPipelineSource | undefined;
}

/** The project that a new repository begins with. */
const PROJECT = resolve(__dirname, '../../model');

/** The reference ML pipeline, and what the bot's configuration must say of it. */
export class MlPipelineStack extends Stack {
  constructor(
    app: App,
    id: string,
    { pipeline: name, source = { directory: PROJECT }, ...props }: MlPipelineStackProps,
  ) {
    super(app, id, { ...props, description: `mlpipeline: the ML pipeline ${name}` });
    const pipeline = new MlPipeline(this, 'Pipeline', { name, source });
    const { pipelineName, endpointName, modelPackageGroupName, cloneUrl } = pipeline;
    new CfnOutput(this, 'PipelineName', { value: pipelineName });
    new CfnOutput(this, 'EndpointName', { value: endpointName });
    if (cloneUrl) new CfnOutput(this, 'CloneUrl', { value: cloneUrl });
    new CfnOutput(this, 'Configuration', {
      description: 'For mlpipeline.yaml, below pipelines',
      value: `${pipelineName}: { modelPackageGroup: ${modelPackageGroupName}, endpoints: [${endpointName}] }`,
    });
  }
}
