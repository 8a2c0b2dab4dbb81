import type { Place, PlaceOf } from '../aws/places';
import type { Configuration } from './schema';

/** Where the configuration file says that pipelines, projects and repositories are. */
export function placesFrom({ pipelines, projects, repositories }: Configuration): PlaceOf {
  const places = { pipeline: pipelines, project: projects, repository: repositories };
  return ({ kind, name }): Place | undefined => {
    if (!Object.hasOwn(places[kind], name)) return undefined;
    const { region, roleArn, externalId } = places[kind][name] ?? {};
    return { region, roleArn, externalId };
  };
}
