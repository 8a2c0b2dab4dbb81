/** One audit chain per pipeline, so that pipelines do not wait for one another's writes. */
export const pipelineChain = (pipeline: string): string => `pipeline:${pipeline}`;
