import { App, Stack } from 'aws-cdk-lib';
import { ANSWERS } from '../infra/aws/constructs/answers-by-others';
import { gatewayPermissions } from '../infra/aws/permissions/gateway-permissions';
import { textOf } from '../infra/aws/permissions/in-words';
import { ownPermissions } from '../infra/aws/permissions/own-permissions';
import type { Call, Permission } from '../infra/aws/permissions/permission';
import { parseConfiguration } from '../src/config/load';

/** docs/permissions.md, from the data that the policies are made of. */
export function permissionsDocument(): string {
  const gateways = gatewayPermissions(EXAMPLES, {}, '<region>');
  const own = ownPermissions(OWN_EXAMPLES, EXAMPLES);
  return [
    HEAD,
    '## On what is configured',
    IN_EACH_ACCOUNT,
    '',
    ...tableOf(gateways),
    '',
    '## On what is the bot’s own',
    '',
    ...tableOf(own),
    '',
    '## Every wildcard, and why',
    '',
    ...wildcards([...gateways, ...own]),
    '',
    '## Every condition, and why',
    '',
    ...conditions([...gateways, ...own]),
    '',
    TAIL,
  ].join('\n');
}

/**
 * Denies to everybody but the bot what only the bot shall do: a service control policy, a permissions boundary or an
 * identity policy.
 */
export const denyToOthers = (botRoles: readonly string[], pipelines: readonly string[]): object => ({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'OnlyTheBotAnswers',
      Effect: 'Deny',
      Action: ANSWERS.map((action) => `codepipeline:${action}`),
      Resource: pipelines.map((name) => `arn:aws:codepipeline:*:*:${name}/*`),
      // Of a session it is the role, whatever the session is called (IAM User Guide, aws:PrincipalArn).
      Condition: { ArnNotEquals: { 'aws:PrincipalArn': botRoles } },
    },
  ],
});

/** As it is in the `aws` partition. */
function asDeployed(): (value: string) => string {
  const stack = new Stack(new App());
  return (value) =>
    textOf(stack.resolve(value))
      .replace('<AWS::Partition>', 'aws')
      .replace('<AWS::AccountId>', '<account>')
      .replace('<AWS::URLSuffix>', 'amazonaws.com');
}

function tableOf(rows: readonly Permission[]): string[] {
  const arn = asDeployed();
  return [
    '| statement | what the bot does with it | called by | calls | on |',
    '|---|---|---|---|---|',
    ...rows.map(({ sid, does, by, actions, reach, resources }) => {
      const on = `${reach.words}: ${codes(resources.map(arn))}`;
      return `| ${[sid, does, callers(by), codes(actions), on].join(' | ')} |`;
    }),
  ];
}

const codes = (texts: readonly string[]): string => texts.map((text) => `\`${text}\``).join(', ');

const callers = (by: Call['by']): string =>
  Object.entries(by)
    .map(([file, methods]) => `[${file.replace(/.*\//, '')}](../src/${file}): ${methods.join(', ')}`)
    .join('; ');

function wildcards(rows: readonly Permission[]): string[] {
  const reaches = [...new Set(rows.map(({ reach }) => reach))].filter(({ wide }) => wide !== undefined);
  return [
    '| on | statements | reason |',
    '|---|---|---|',
    ...reaches.map((reach) => {
      const sids = rows.filter((row) => row.reach === reach).map(({ sid }) => sid);
      return `| ${reach.words} | ${sids.join(', ')} | ${reach.wide} |`;
    }),
  ];
}

function conditions(rows: readonly Permission[]): string[] {
  const text = asDeployed();
  const table = rows.flatMap(({ sid, only }) =>
    Object.entries(only?.conditions ?? {}).flatMap(([operator, keys]) =>
      Object.entries(keys).map(
        ([key, values]) => `| ${sid} | \`${operator}\` | \`${key}\` | ${codes([values].flat().map(text))} |`,
      ),
    ),
  );
  const why = rows.flatMap(({ sid, only }) => (only ? [`**${sid}.** ${only.why}`] : []));
  return ['| statement | operator | key | value |', '|---|---|---|---|', ...table, '', ...why];
}

/** One of each, for the shape of ARNs. */
const EXAMPLES = parseConfiguration(
  `
channel: C012ABCDEF
pipelines:
  your-pipeline:
    modelPackageGroup: your-group
    endpoints: [your-endpoint]
    alarms: [your-alarm]
    roleArn: arn:aws:iam::210987654321:role/your-role
projects: { your-project: { repository: your-repository } }
repositories: { your-repository: {} }
`,
  'docs/permissions.md',
);

const OWN_EXAMPLES = {
  stateTableArn: 'arn:aws:dynamodb:<region>:<account>:table/StateTable',
  auditTableArn: 'arn:aws:dynamodb:<region>:<account>:table/AuditTable',
  queueArn: 'arn:aws:sqs:<region>:<account>:Events',
  deadLettersArn: 'arn:aws:sqs:<region>:<account>:DeadLetters',
  configurationArn: 'arn:aws:s3:::<bucket>/<hash>.yaml',
  anchorBucketArn: 'arn:aws:s3:::<AnchorBucket>',
};

const HEAD = `# Permissions

<!-- Made by \`npm run permissions\`. -->
This is everything that the bot may do in AWS. A statement belongs to one method of a gateway, in the code and in the role. Tests hold the three together: every call in the code is in a statement, every statement is called, and what a bot at work really calls is allowed by one of them.

The role has no permission to change a pipeline, a project, a repository, an endpoint, an alarm, a role or a secret. The tokens of Slack are read by the role that starts the task, not by this one.
`;

const IN_EACH_ACCOUNT = `The same in every account: at home by the role of the bot's task, elsewhere by the role that \`roleArn\` names, which the template of that place makes. Each is allowed only what is configured there.`;

const EXAMPLE = JSON.stringify(
  denyToOthers(['<BotRoleArn>', 'arn:aws:iam::210987654321:role/your-role'], ['your-pipeline']),
  undefined,
  2,
);

const TAIL = `## Other accounts and regions
For each account and region beyond the bot's own that \`mlpipeline.yaml\` names, \`cdk synth\` writes a template: \`mlpipeline-elsewhere-<account, or own>-<region>\`. It has the role that \`roleArn\` names, which trusts the bot's role and nobody else (with \`sts:ExternalId\` where the configuration has \`externalId\`), and the rules that forward events to the bot's event bus by a role that may put events there and nothing else. In another region of the bot's own account there are rules only. A role that is used in several regions is in the template of the first. The template refers to no other stack: whoever owns the account deploys it, after the two stacks of the bot, with what these print:

\`\`\`bash
aws cloudformation deploy --region eu-west-1 --stack-name mlpipeline-elsewhere --capabilities CAPABILITY_NAMED_IAM \\
  --template-file cdk.out/mlpipeline-elsewhere-210987654321-eu-west-1.template.json \\
  --parameter-overrides BotRoleArn=<BotRoleArn of the bot stack> BotBusArn=<BotBusArn of the data stack>
\`\`\`

The bot's event bus takes events of these accounts. An event is a hint: the bot ignores one that is not from where the configuration says, and reads in AWS what is true before it does anything.

## How they are kept
Statements are in one inline policy. What that does not hold (IAM allows a role 10,240 characters) is in managed policies of 6,144 characters, at most ten. Where one statement per method does not fit, those about the same are joined into \`OnPipelines\`, \`OnBuilds\` and so on, and long lists are split (\`OnPipelinesA\`, \`OnPipelinesB\`); no action reaches more by it, and a statement that has conditions stays by itself. Where that does not fit either, \`cdk synth\` says so.

## That only the bot answers
Whoever may call \`PutApprovalResult\`, \`RollbackStage\` or \`EnableStageTransition\` can pass the bot by: its policies, its four eyes and its audit log. This denies it to everybody else. Put in the role that the bot stack prints as \`BotRoleArn\`, the roles of other accounts that \`mlpipeline.yaml\` names, and your pipelines. Keep a role for emergencies in the list if you have one.

\`\`\`json
${EXAMPLE}
\`\`\`

| attached as | holds for | note |
|---|---|---|
| service control policy, on the account or its organizational unit | everybody in the account, administrators and root too | best. It does not hold in the management account of the organization, nor for service-linked roles |
| permissions boundary | the users and roles that have the boundary | a boundary must allow as well: add a statement that allows \`*\` on \`*\`, or this denies everything |
| identity policy, on groups, roles or permission sets | those that have it | whoever can detach it can answer |

What it breaks: *Review*, *Start rollback* and *Enable transition* in the console, and the same by the command line, fail with \`AccessDenied\`; people use Slack. While the bot is down nobody can answer, except a role that you have put in the list. The pipeline's own role is not affected: it starts builds and deployments and calls none of the three, and a rollback that a stage does by itself when it fails is nobody's call.

What it does not stop: whoever may call \`UpdatePipeline\` can take the approval out of the pipeline, and whoever may call \`UpdateModelPackage\` can approve a version of a model past the bot. The role of the bot keeps its name as long as its stack is there: if you delete the stack and make it anew, change the statement too.

## Who answered all the same
The bot stack has a rule and an alarm for the three calls on the configured pipelines by any other role, a user or the root. It tells the topic who did what, minutes later. It needs a trail in CloudTrail that records management events, in each account and region where pipelines are: without one EventBridge hears of no calls. Calls that were refused are not told. Places elsewhere forward theirs to the bot's bus.
`;
