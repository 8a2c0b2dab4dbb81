import type { Scope } from '../policies/policy';

/** The pipeline or project that something in AWS belongs to: in which region and account it is follows from it. */
export type Owner = Pick<Scope, 'kind' | 'name'>;

export const ofProject = (name: string): Owner => ({ kind: 'project', name });

export const ofPipeline = (name: string): Owner => ({ kind: 'pipeline', name });
