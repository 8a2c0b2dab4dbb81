import { AwsError } from '../aws-error';
import type { Protocol } from './protocol';
import type { ServiceModel } from './service-model';
import { wireBody } from './wire-body';

/** AWS JSON 1.0 and 1.1, which differ in nothing but their content type: the header `x-amz-target` tells what is asked. */
export const awsJson: Protocol = {
  target({ headers }) {
    const name = String(headers['x-amz-target'] ?? '');
    const [prefix, operation = ''] = name.split('.');
    return { name, operation, means: ({ targetPrefix }) => targetPrefix !== '' && targetPrefix === prefix };
  },
  input({ body }) {
    if (body === '') return {};
    try {
      return JSON.parse(body);
    } catch {
      throw new AwsError('SerializationException', 'The request body is not JSON.');
    }
  },
  output: (output, model) => ({ headers: contentType(model), body: wireBody(output) }),
  error({ code, message, httpStatus }, model) {
    const queryCode = model?.queryCode(code);
    const fault = httpStatus < 500 ? 'Sender' : 'Receiver';
    // Services that once spoke the query protocol say their old names beside the new ones (Smithy, awsQueryCompatible).
    const compatible = queryCode === undefined ? {} : { 'x-amzn-query-error': `${queryCode};${fault}` };
    return { headers: { ...contentType(model), ...compatible }, body: JSON.stringify({ __type: code, message }) };
  },
};

const contentType = (model?: ServiceModel) => ({
  'content-type': `application/x-amz-json-${model?.jsonVersion ?? '1.1'}`,
});
