/** The pipeline, project or repository that something in AWS belongs to: in which region and account it is follows from it. */
export interface Owner {
  kind: 'pipeline' | 'project' | 'repository';
  name: string;
}

export const ofProject = (name: string): Owner => ({ kind: 'project', name });

export const ofPipeline = (name: string): Owner => ({ kind: 'pipeline', name });

export const ofRepository = (name: string): Owner => ({ kind: 'repository', name });
