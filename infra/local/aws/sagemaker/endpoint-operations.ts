import type {
  CreateEndpointConfigInput,
  CreateEndpointInput,
  CreateModelInput,
  DescribeEndpointConfigInput,
  DescribeEndpointConfigOutput,
  DescribeEndpointInput,
  DescribeEndpointOutput,
  DescribeModelInput,
  DescribeModelOutput,
  UpdateEndpointInput,
} from '@aws-sdk/client-sagemaker';
import type { Clock } from '../../clock';
import type { Place } from '../place';
import type { AwsService } from '../wire/aws-service';
import type { EndpointLife } from './endpoint-life';
import type { EndpointStore } from './endpoint-store';
import { arnOf, invalid } from './registry-names';

interface EndpointParts {
  store: EndpointStore;
  life: EndpointLife;
  clock: Pick<Clock, 'now'>;
  place: Place;
}

/**
 * What serves models: their images and roles are noted and never used, and no instance is started (Amazon SageMaker API
 * Reference; the words of refusals are those that clients match, and otherwise ours).
 */
export function endpointOperations({ store, life, clock, place }: EndpointParts): AwsService['operations'] {
  const now = () => clock.now().toISOString();
  return {
    CreateModel({ ModelName = '', PrimaryContainer, ExecutionRoleArn }: CreateModelInput) {
      const image = PrimaryContainer?.Image;
      if (!image) throw invalid('The local stack makes models of one container with an image.');
      store.add('models', { name: ModelName, image, role: ExecutionRoleArn, createdAt: now() });
      return { ModelArn: arnOf(place, `model/${ModelName}`) };
    },

    DescribeModel({ ModelName }: DescribeModelInput): DescribeModelOutput {
      const { name, image, role, createdAt } = store.get('models', ModelName);
      return {
        ModelName: name,
        ModelArn: arnOf(place, `model/${name}`),
        PrimaryContainer: { Image: image },
        ExecutionRoleArn: role,
        CreationTime: new Date(createdAt),
      };
    },

    CreateEndpointConfig({ EndpointConfigName = '', ProductionVariants = [] }: CreateEndpointConfigInput) {
      for (const { ModelName } of ProductionVariants) store.get('models', ModelName);
      store.add('configs', { name: EndpointConfigName, variants: ProductionVariants, createdAt: now() });
      return { EndpointConfigArn: arnOf(place, `endpoint-config/${EndpointConfigName}`) };
    },

    DescribeEndpointConfig({ EndpointConfigName }: DescribeEndpointConfigInput): DescribeEndpointConfigOutput {
      const { name, variants, createdAt } = store.get('configs', EndpointConfigName);
      return {
        EndpointConfigName: name,
        EndpointConfigArn: arnOf(place, `endpoint-config/${name}`),
        ProductionVariants: variants,
        CreationTime: new Date(createdAt),
      };
    },

    CreateEndpoint({ EndpointName = '', EndpointConfigName = '' }: CreateEndpointInput) {
      const config = store.get('configs', EndpointConfigName).name;
      store.add('endpoints', {
        ...{ name: EndpointName, config, status: 'Creating', createdAt: now(), modifiedAt: now() },
      });
      life.begins(store.get('endpoints', EndpointName), 'Creating', config);
      return { EndpointArn: arnOf(place, `endpoint/${EndpointName}`) };
    },

    UpdateEndpoint({ EndpointName, EndpointConfigName }: UpdateEndpointInput) {
      const endpoint = store.get('endpoints', EndpointName);
      const config = store.get('configs', EndpointConfigName).name;
      if (endpoint.status !== 'InService') throw invalid(`Cannot update in-progress endpoint "${endpoint.name}".`);
      life.begins(endpoint, 'Updating', config);
      return { EndpointArn: arnOf(place, `endpoint/${endpoint.name}`) };
    },

    DescribeEndpoint({ EndpointName }: DescribeEndpointInput): DescribeEndpointOutput {
      const { name, config, status, reason, createdAt, modifiedAt, pending } = store.get('endpoints', EndpointName);
      return {
        EndpointName: name,
        EndpointArn: arnOf(place, `endpoint/${name}`),
        EndpointConfigName: config,
        EndpointStatus: status,
        FailureReason: reason,
        CreationTime: new Date(createdAt),
        LastModifiedTime: new Date(modifiedAt),
        ...(pending && status === 'Updating' && { PendingDeploymentSummary: { EndpointConfigName: pending.config } }),
      };
    },
  };
}
