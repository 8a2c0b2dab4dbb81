/** What a list calls the people of the pipeline's key `owner`. */
export const OWNER = 'owner';

/** A list with `owner` replaced by those whom it stands for, each once. */
export const ownersOf = (list: readonly string[], owners: readonly string[]): string[] => [
  ...new Set(list.flatMap((id) => (id === OWNER ? owners : [id]))),
];
