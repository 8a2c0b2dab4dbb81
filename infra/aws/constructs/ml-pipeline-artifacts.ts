/** Names of what the stages hand on, by which roles are held to what their step reads and writes. */
export const ARTIFACTS = { source: 'Source', release: 'Release' } as const;
