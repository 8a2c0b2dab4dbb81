/** An error that AWS would answer with: its own name, its own words, HTTP 400 unless told otherwise. */
export class AwsError extends Error {
  /**
   * @param code exception name as in the service model, e.g. `PipelineNotFoundException`
   * @param message the sentence AWS answers with
   * @param httpStatus 400 for every modelled exception of CodePipeline, CodeBuild and CodeCommit
   */
  constructor(
    readonly code: string,
    message: string,
    readonly httpStatus = 400,
  ) {
    super(message);
    this.name = code;
  }
}
