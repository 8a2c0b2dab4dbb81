/** Pages a person can open for what CodePipeline names. Members that the API would fill with a missing page are left out. */
export interface ConsoleLinks {
  commit?: (repositoryName: string, commitId: string) => string;
  branch?: (repositoryName: string, branchName: string) => string;
  buildProject?: (projectName: string) => string;
}
