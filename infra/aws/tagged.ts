import { type App, Tags } from 'aws-cdk-lib';

/** Tags everything with the name of the deployment, by which the bill tells what it costs. */
export function tagged(app: App, name: string): void {
  Tags.of(app).add('application', name, {
    // Tags of dashboards are so new that not every checker of templates knows them, and dashboards cost nothing.
    excludeResourceTypes: ['AWS::CloudWatch::Dashboard'],
  });
}
