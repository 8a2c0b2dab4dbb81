import type { Metrics } from '../../metrics';
import { openHome } from './home-actions';
import { type HomeRefresherDeps, homeRefresher } from './home-refresher';
import { type ReadHomeDeps, readHome } from './read-home';
import { type ReadPipelinesDeps, readPipelines } from './read-pipelines';

export type AppHomeDeps = ReadHomeDeps &
  ReadPipelinesDeps &
  Omit<HomeRefresherDeps, 'read' | 'readPipelines'> & { metrics: Metrics };

/** App Home as a whole: what shows a tab to whoever opens it, and what keeps those true that have been opened. */
export function appHome(deps: AppHomeDeps) {
  const refresher = homeRefresher({ ...deps, read: readHome(deps), readPipelines: () => readPipelines(deps) });
  return { ...refresher, openHome: openHome({ ...deps, refresher }) };
}
