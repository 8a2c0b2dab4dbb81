import { BadRequest } from '../errors';
import { type Release, releaseName } from './release';

/** Characters of what was typed that are said back; releases that are named to choose among. */
const SHOWN = 40;
const CANDIDATES = 5;

/**
 * The release that somebody has typed: by its model version, its commit or its execution, or by a beginning of one of them.
 * A whole version wins over the beginning of another one.
 *
 * @param releases newest first; rollbacks among them are no releases
 * @throws BadRequest naming what there is to choose, where it fits none or several
 */
export function releaseNamed(releases: readonly Release[], typed: string): Release {
  const wanted = typed.trim().toLowerCase();
  const shown = `“${typed.trim().slice(0, SHOWN)}”`;
  const own = releases.filter(({ rollback }) => !rollback);
  const found = releasesNamed(own, typed);
  const [only, ...others] = found;
  if (only && others.length === 0) return only;
  if (only) throw new BadRequest(`${shown} is more than one release: ${inWords(found)}. Type more of it.`);
  const back = releases.find(({ rollback, executionId }) => rollback && begins({ executionId }, wanted));
  if (back) {
    throw new BadRequest(`${shown} is a rollback to ${releaseName(back)}, and no release: name a release instead.`);
  }
  if (own.length === 0) throw new BadRequest('Nothing has been released yet.');
  throw new BadRequest(`There is no release ${shown}. The newest are ${inWords(own)}.`);
}

/** Those that fit, without the rollbacks: the ones of exactly this name, else those that begin with it. */
export function releasesNamed(releases: readonly Release[], typed: string): Release[] {
  const wanted = typed.trim().toLowerCase();
  const own = releases.filter(({ rollback }) => !rollback);
  const exact = own.filter((release) => namesOf(release).includes(wanted));
  return exact.length > 0 ? exact : own.filter((release) => begins(release, wanted));
}

type Named = Pick<Release, 'executionId'> & Partial<Pick<Release, 'model' | 'revision'>>;

const namesOf = ({ executionId, model, revision }: Named): string[] =>
  [executionId, model?.version, revision?.commitId].flatMap((name) => name?.toLowerCase() ?? []);

const begins = (release: Named, wanted: string): boolean =>
  wanted !== '' && namesOf(release).some((name) => name.startsWith(wanted));

/** Several may be of the same version or of the same commit: their executions tell them apart. */
function inWords(releases: readonly Release[]): string {
  const shown = releases.slice(0, CANDIDATES);
  const names = shown.map(releaseName);
  const isAmbiguous = new Set(names).size < names.length;
  const words = shown.map((release) =>
    isAmbiguous ? `${releaseName(release)} (${release.executionId.slice(0, 8)})` : releaseName(release),
  );
  return words.join(', ');
}
