import type { ListPipelinesInput, ListPipelinesOutput } from '@aws-sdk/client-codepipeline';
import { page } from '../../wire/page';
import type { Engine } from '../engine/engine';

/** AWS CodePipeline API Reference, ListPipelines. */
export function listPipelines({ pipelines }: Engine) {
  return ({ maxResults = 1000, nextToken }: ListPipelinesInput): ListPipelinesOutput => {
    const shown = page({
      items: pipelines,
      keyOf: ({ structure }) => structure.name,
      maxResults,
      nextToken,
      bindTo: 'ListPipelines',
    });
    const summaries = shown.items.map(({ structure, createdAt, updatedAt }) => ({
      name: structure.name,
      version: structure.version,
      pipelineType: structure.pipelineType,
      executionMode: structure.executionMode,
      created: new Date(createdAt),
      updated: new Date(updatedAt),
    }));
    return { pipelines: summaries, nextToken: shown.nextToken };
  };
}
