import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack, Validations } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { BotNetwork } from '../../../infra/aws/constructs/bot-network';
import { readSettings } from '../../../infra/aws/settings';

const configuration = 'infra/aws/mlpipeline.sample.yaml';

const folder = mkdtempSync(join(tmpdir(), 'mlpipeline-network-'));

beforeAll(() => {
  // CloudFormation's own checks take seconds; `npm run synth` makes them.
  process.env.CDK_VALIDATION = 'false';
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function network(context: Record<string, string>): { template: Template; made: BotNetwork } {
  const stack = new Stack(new App(), 'network');
  const made = new BotNetwork(stack, 'Network', readSettings({ configuration, ...context }).context);
  return { template: Template.fromStack(stack), made };
}

describe('the network of the bot', () => {
  it('is by default two public subnets in two zones, with no NAT gateway and nothing that costs by the hour', () => {
    const { template, made } = network({});

    template.resourceCountIs('AWS::EC2::Subnet', 2);
    template.resourceCountIs('AWS::EC2::NatGateway', 0);
    template.resourcePropertiesCountIs('AWS::EC2::VPCEndpoint', { VpcEndpointType: 'Gateway' }, 2);
    template.resourceCountIs('AWS::EC2::VPCEndpoint', 2);
    expect(made.assignPublicIp).toBe(true);
  });

  it.each([{}, { outbound: 'nat' }, { vpcId: 'vpc-0a1b2c3d', subnetIds: 'subnet-0a1b2c3d,subnet-1a1b2c3d' }])(
    'lets nothing in, and only HTTPS out: %j',
    (context) => {
      const { template } = network(context);

      template.resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
      template.allResourcesProperties('AWS::EC2::SecurityGroup', {
        SecurityGroupIngress: Match.absent(),
        SecurityGroupEgress: [Match.objectLike({ IpProtocol: 'tcp', FromPort: 443, ToPort: 443 })],
      });
    },
  );

  it('hides the tasks behind one NAT gateway where that is wanted', () => {
    const { template, made } = network({ outbound: 'nat' });

    template.resourceCountIs('AWS::EC2::NatGateway', 1);
    expect(made.vpc.privateSubnets).toHaveLength(2);
    expect(made.assignPublicIp).toBe(false);
  });

  it('reaches every AWS service that the bot calls without leaving the VPC, where that is wanted', () => {
    const { template } = network({ outbound: 'nat', endpoints: 'interface' });

    const names = Object.values(template.findResources('AWS::EC2::VPCEndpoint')).map(({ Properties }) =>
      JSON.stringify(Properties.ServiceName),
    );
    for (const service of ['codepipeline', 'codebuild', 'codecommit', 'sagemaker.api', 'monitoring', 'logs', 'sqs']) {
      expect(names.filter((name) => name.includes(`.${service}"`))).toHaveLength(1);
    }
    for (const service of ['sts', 'secretsmanager', 'ecr.api', 'ecr.dkr', 'dynamodb', 's3']) {
      expect(names.filter((name) => name.includes(`.${service}"`))).toHaveLength(1);
    }
  });

  it('makes nothing in an existing VPC but the security group', () => {
    const { template, made } = network({ vpcId: 'vpc-0a1b2c3d', subnetIds: 'subnet-0a1b2c3d,subnet-1a1b2c3d' });

    expect(Object.values(template.toJSON().Resources).map((one) => (one as { Type: string }).Type)).toEqual([
      'AWS::EC2::SecurityGroup',
    ]);
    expect(made.vpc.privateSubnets.map(({ subnetId }) => subnetId)).toEqual(['subnet-0a1b2c3d', 'subnet-1a1b2c3d']);
    expect(made.assignPublicIp).toBe(false);
  });

  it('lets only the bot to the endpoints, and them to nobody', () => {
    const { template } = network({ outbound: 'nat', endpoints: 'interface' });

    const groupOf = (id: string) => ({ 'Fn::GetAtt': [Match.stringLikeRegexp(id), 'GroupId'] });
    template.resourcePropertiesCountIs('AWS::EC2::VPCEndpoint', { VpcEndpointType: 'Interface' }, 11);
    template.resourcePropertiesCountIs(
      'AWS::EC2::VPCEndpoint',
      { VpcEndpointType: 'Interface', SecurityGroupIds: [groupOf('EndpointSecurityGroup')] },
      11,
    );
    template.resourceCountIs('AWS::EC2::SecurityGroupIngress', 1);
    template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      ...{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443 },
      GroupId: groupOf('EndpointSecurityGroup'),
      SourceSecurityGroupId: groupOf('NetworkSecurityGroup'),
    });
    template.allResourcesProperties('AWS::EC2::SecurityGroup', { SecurityGroupIngress: Match.absent() });
  });
});

/** Everything that a network may be made of. */
const combinations = [
  { vpcId: 'vpc-0a1b2c3d', subnetIds: 'subnet-0a1b2c3d,subnet-1a1b2c3d' },
  ...['public', 'nat'].flatMap((outbound) => ['gateway', 'interface'].map((endpoints) => ({ outbound, endpoints }))),
].flatMap((chosen) =>
  [{}, { region: 'eu-central-1' }, { account: '123456789012', region: 'eu-central-1' }].map((place) => ({
    ...chosen,
    ...place,
  })),
);

describe('cdk-nag', () => {
  it('has nothing to say about any network, wherever it is', () => {
    const app = new App({ outdir: folder });
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    for (const [index, context] of combinations.entries()) {
      const settings = readSettings({ configuration, ...context }).context;
      const { account, region } = settings;
      const env = { ...(account && { account }), ...(region && { region }) };
      new BotNetwork(new Stack(app, `network-${index}`, { env }), 'Network', settings);
    }

    expect(combinations).toHaveLength(15);
    expect(() => app.synth()).not.toThrow();
  });
});
