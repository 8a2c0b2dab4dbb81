export const ROOT: string;

/** The suites of a group, in the order in which they are to run, as paths from the root. */
export function suitesOf(group: string): string[];
