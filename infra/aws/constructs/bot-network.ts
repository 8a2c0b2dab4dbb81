import { Fn, Validations } from 'aws-cdk-lib';
import {
  GatewayVpcEndpointAwsService as Gateway,
  InterfaceVpcEndpointAwsService as Interface,
  type ISecurityGroup,
  type IVpc,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { AwsSettings } from '../settings';

/** Of everything that the bot calls, what has an endpoint of its own in a VPC; Slack has none. */
export const CALLED = {
  CodePipeline: Interface.CODEPIPELINE,
  CodeBuild: Interface.CODEBUILD,
  CodeCommit: Interface.CODECOMMIT,
  SageMaker: Interface.SAGEMAKER_API,
  CloudWatch: Interface.CLOUDWATCH_MONITORING,
  Logs: Interface.CLOUDWATCH_LOGS,
  Queue: Interface.SQS,
  Roles: Interface.STS,
  Secrets: Interface.SECRETS_MANAGER,
  ImageApi: Interface.ECR,
  Images: Interface.ECR_DOCKER,
};

/**
 * Where the bot's tasks live. By default a VPC of two public subnets, as no NAT gateway is cheapest; with
 * `outbound=nat` private subnets and one NAT gateway; with `vpcId` and `subnetIds` an existing one, whose subnets have
 * their own way out. Nobody can connect to a task: Slack and AWS are called, never the other way round.
 */
export class BotNetwork extends Construct {
  readonly vpc: IVpc;
  readonly securityGroup: ISecurityGroup;
  /** Tasks in public subnets reach the internet only by an address of their own. */
  readonly assignPublicIp: boolean;

  constructor(scope: Construct, id: string, context: AwsSettings['context']) {
    super(scope, id);
    this.assignPublicIp = context.vpcId === undefined && context.outbound === 'public';
    this.vpc = context.vpcId ? this.existing(context.vpcId, context.subnetIds ?? []) : this.ofItsOwn(context.outbound);
    this.securityGroup = new SecurityGroup(this, 'SecurityGroup', {
      vpc: this.vpc,
      description: 'mlpipeline bot: nothing comes in, only HTTPS goes out',
      allowAllOutbound: false,
    });
    this.securityGroup.addEgressRule(Peer.anyIpv4(), Port.HTTPS, 'Slack and AWS');
    if (context.endpoints === 'interface') this.addEndpoints();
  }

  private ofItsOwn(outbound: 'public' | 'nat'): IVpc {
    const publicSubnets = { name: 'public', subnetType: SubnetType.PUBLIC };
    const privateSubnets = { name: 'private', subnetType: SubnetType.PRIVATE_WITH_EGRESS };
    const vpc = new Vpc(this, 'Vpc', {
      maxAzs: 2,
      natGateways: outbound === 'nat' ? 1 : 0,
      subnetConfiguration: outbound === 'nat' ? [publicSubnets, privateSubnets] : [publicSubnets],
      // These two cost nothing, and keep what goes to them out of the internet.
      gatewayEndpoints: { Tables: { service: Gateway.DYNAMODB }, Objects: { service: Gateway.S3 } },
    });
    Validations.of(vpc).acknowledge({
      id: 'AwsSolutions::AwsSolutions-VPC7',
      reason:
        'Nothing listens in this VPC, and what the bot calls is in its own log; flow logs would cost more than it.',
    });
    // Here and in the stacks: the CDK's classes fit its own interfaces only without exactOptionalPropertyTypes.
    return vpc as IVpc;
  }

  /** Nobody but the bot reaches them: by default the CDK lets the whole VPC in. */
  private addEndpoints(): void {
    const securityGroup = new SecurityGroup(this, 'EndpointSecurityGroup', {
      vpc: this.vpc,
      description: 'mlpipeline endpoints: only HTTPS of the bot comes in, nothing goes out',
      allowAllOutbound: false,
    });
    securityGroup.addIngressRule(this.securityGroup, Port.HTTPS, 'The bot');
    for (const [name, service] of Object.entries(CALLED)) {
      this.vpc.addInterfaceEndpoint(name, { service, securityGroups: [securityGroup], open: false });
    }
  }

  private existing(vpcId: string, subnetIds: string[]): IVpc {
    // The zones are only counted: the subnets know theirs.
    const availabilityZones = subnetIds.map((_, index) => Fn.select(index, Fn.getAzs()));
    return Vpc.fromVpcAttributes(this, 'Vpc', { vpcId, availabilityZones, privateSubnetIds: subnetIds });
  }
}
