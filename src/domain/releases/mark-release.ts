import type { Release, ReleaseMark } from './release';

/** What people say of a release; a later word replaces an earlier one. */
export const withMark = (release: Release, mark: ReleaseMark): Release => ({ ...release, mark });
