/**
 * Ids of people (`U…`, `W…`) and user groups (`S…`). `everyone` means full members of this workspace: no guests, no Slack
 * Connect people, no bots.
 */
export type Grant = 'everyone' | readonly string[];

export const isGroup = (slackId: string): boolean => slackId.startsWith('S');

export const groupsIn = (grant: Grant): string[] => (grant === 'everyone' ? [] : grant.filter(isGroup));
