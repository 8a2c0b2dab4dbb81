import { TEAM } from '../identity';
import type { Member } from './model';

/** Everybody of the workspace, those included who may do little or nothing in it. */
export class People {
  constructor(readonly all: readonly Member[]) {}

  find(id: unknown): Member | undefined {
    return this.all.find((person) => person.id === id);
  }

  get active(): Member[] {
    return this.all.filter(({ kind }) => kind !== 'deactivated');
  }

  get deactivated(): Member[] {
    return this.all.filter(({ kind }) => kind === 'deactivated');
  }
}

export const isFullMember = ({ kind }: Member): boolean => kind === undefined;

/** The workspace somebody belongs to. */
export const teamOf = ({ teamId }: Member): string => teamId ?? TEAM.id;
