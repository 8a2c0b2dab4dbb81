import { Fn } from 'aws-cdk-lib';
import { type ISecurityGroup, type IVpc, Peer, Port, SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { AwsSettings } from '../settings';

/**
 * Where the bot's tasks live. By default a VPC of two public subnets and nothing else, as no NAT gateway is cheapest;
 * with `vpcId` and `subnetIds` an existing one, whose subnets have their own way out. Nobody can connect to a task: Slack
 * and AWS are called, never the other way round.
 */
export class BotNetwork extends Construct {
  readonly vpc: IVpc;
  readonly securityGroup: ISecurityGroup;
  /** Tasks in public subnets reach the internet only by an address of their own. */
  readonly assignPublicIp: boolean;

  constructor(scope: Construct, id: string, { vpcId, subnetIds = [] }: AwsSettings['context']) {
    super(scope, id);
    this.assignPublicIp = vpcId === undefined;
    this.vpc = vpcId ? this.existing(vpcId, subnetIds) : this.ofItsOwn();
    this.securityGroup = new SecurityGroup(this, 'SecurityGroup', {
      vpc: this.vpc,
      description: 'mlpipeline bot: nothing comes in, only HTTPS goes out',
      allowAllOutbound: false,
    });
    this.securityGroup.addEgressRule(Peer.anyIpv4(), Port.HTTPS, 'Slack and AWS');
  }

  private ofItsOwn(): IVpc {
    // Here and in the stacks: the CDK's classes fit its own interfaces only without exactOptionalPropertyTypes.
    return new Vpc(this, 'Vpc', {
      maxAzs: 2,
      natGateways: 0,
      subnetConfiguration: [{ name: 'public', subnetType: SubnetType.PUBLIC }],
    }) as IVpc;
  }

  private existing(vpcId: string, subnetIds: string[]): IVpc {
    // The zones are only counted: the subnets know theirs.
    const availabilityZones = subnetIds.map((_, index) => Fn.select(index, Fn.getAzs()));
    return Vpc.fromVpcAttributes(this, 'Vpc', { vpcId, availabilityZones, privateSubnetIds: subnetIds });
  }
}
