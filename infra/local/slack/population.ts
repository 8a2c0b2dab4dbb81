import { CHANNELS, PEOPLE } from '../identity';
import type { Channel, Member, UserGroup } from './model';

/** A channel as it is before anybody has changed it. */
interface ChannelSeed extends Partial<Pick<Channel, 'isPrivate' | 'isArchived' | 'isShared' | 'hasApp'>> {
  id: string;
  name: string;
  /** Everybody who is a full member where it is not said. */
  memberIds?: readonly string[];
}

/** Who and what a workspace begins with. */
export interface Population {
  people: readonly Member[];
  channels: readonly ChannelSeed[];
  usergroups: readonly UserGroup[];
}

export const POPULATION: Population = {
  people: PEOPLE,
  channels: CHANNELS,
  usergroups: [{ id: 'S0MLOPS', handle: 'ml-ops', name: 'ML operations', users: ['U0OMAR'] }],
};

/** The same with everybody and everything that an app must be careful with. */
export const WIDE_POPULATION: Population = {
  people: [
    ...PEOPLE,
    { id: 'U0GWEN', name: 'Gwen', role: 'guest', email: 'gwen@example.net', kind: 'guest' },
    {
      id: 'U0SVEN',
      name: 'Sven',
      role: 'guest of one channel',
      email: 'sven@example.net',
      kind: 'single-channel guest',
    },
    { id: 'U0DORA', name: 'Dora', role: 'left the company', email: 'dora@example.com', kind: 'deactivated' },
    {
      id: 'U0FELIX',
      name: 'Felix',
      role: 'of another workspace',
      email: 'felix@partner.example',
      kind: 'stranger',
      teamId: 'T0PARTNER',
    },
  ],
  channels: [
    ...CHANNELS.map((channel) => ({ ...channel, memberIds: [...PEOPLE.map(({ id }) => id), 'U0GWEN'] })),
    { id: 'C0PARTNERS', name: 'ml-partners', isShared: true, memberIds: ['U0EMMA', 'U0ADA', 'U0SVEN', 'U0FELIX'] },
    { id: 'C0RANDOM', name: 'random', hasApp: false },
    { id: 'C0SECRET', name: 'ml-secret', isPrivate: true, hasApp: false, memberIds: ['U0ADA'] },
    { id: 'C0RETIRED', name: 'ml-retired', isArchived: true },
  ],
  usergroups: [
    { id: 'S0APPROVERS', handle: 'ml-approvers', name: 'ML approvers', users: ['U0ADA', 'U0BEN'] },
    { id: 'S0OPERATORS', handle: 'ml-operators', name: 'ML operators', users: ['U0OMAR'] },
  ],
};
