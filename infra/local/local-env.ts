import type { Place } from './aws/place';
import { issueCredentials } from './aws/sts/temporary-credentials';
import { CREDENTIALS, REGION, TOKENS } from './identity';
import { AUDIT_TABLE, STATE_TABLE } from './tables';

export interface LocalEndpoints {
  /** Of the stack's one port, `http://127.0.0.1:<port>`. */
  stack: string;
  /** Of SQS, and of S3. */
  queue: string;
  queueUrl: string;
  tables: string;
  /** As a person's browser reaches it. */
  console: string;
}

/** What an AWS SDK or the `aws` command line must find in its environment to work on this stack. */
export function awsEnvironment({ stack, queue, tables }: LocalEndpoints): Record<string, string> {
  return {
    AWS_ENDPOINT_URL_CODEPIPELINE: `${stack}/aws`,
    AWS_ENDPOINT_URL_CODEBUILD: `${stack}/aws`,
    AWS_ENDPOINT_URL_CODECOMMIT: `${stack}/aws`,
    AWS_ENDPOINT_URL_CLOUDWATCH: `${stack}/aws`,
    AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: `${stack}/aws`,
    AWS_ENDPOINT_URL_SAGEMAKER: `${stack}/aws`,
    AWS_ENDPOINT_URL_STS: `${stack}/aws`,
    AWS_ENDPOINT_URL_SQS: queue,
    AWS_ENDPOINT_URL_S3: queue,
    AWS_ENDPOINT_URL_DYNAMODB: tables,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}

/** The same for the builds of another place: its region, and credentials of its account that do not end. */
export function credentialsIn({ account, region }: Place): Record<string, string> {
  const role = { roleName: 'codebuild-local', roleId: 'AROALOCALCODEBUILD0', sessionName: 'build' };
  const credentials = issueCredentials({ account, ...role, expiresAt: new Date('9999-12-31') });
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.AccessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.SecretAccessKey,
    AWS_SESSION_TOKEN: credentials.SessionToken,
  };
}

/**
 * What a bot must find in its environment to work on this stack.
 * @param configuration path of a file
 */
export function localEnvironment(endpoints: LocalEndpoints, configuration: string): Record<string, string> {
  return {
    ...awsEnvironment(endpoints),
    SLACK_API_URL: `${endpoints.stack}/api/`,
    SLACK_BOT_TOKEN: TOKENS.bot,
    SLACK_APP_TOKEN: TOKENS.app,
    AWS_CONSOLE_URL: endpoints.console,
    MLPIPELINE_QUEUE_URL: endpoints.queueUrl,
    MLPIPELINE_STATE_TABLE: STATE_TABLE,
    MLPIPELINE_AUDIT_TABLE: AUDIT_TABLE,
    MLPIPELINE_CONFIG: configuration,
  };
}

/** The same for a shell, to be read with `source`. Keys and endpoints of a real account in the shell are overridden. */
export function exportLines(environment: Record<string, string>): string {
  const lines = Object.entries(environment).map(
    ([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'`,
  );
  return ['# Written at every start of the local stack.', ...lines, 'unset AWS_PROFILE AWS_SESSION_TOKEN', ''].join(
    '\n',
  );
}
