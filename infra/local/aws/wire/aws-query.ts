import { XMLBuilder } from 'fast-xml-parser';
import type { Protocol } from './protocol';
import type { ServiceModel, Shape } from './service-model';

/**
 * The AWS query protocol: a form asks, XML answers. STS has no other. The parameters `Action` and `Version` tell what is
 * asked; lists are numbered from one (`Tags.member.1.Key`).
 */
export const awsQuery: Protocol = {
  target({ body }) {
    const form = new URLSearchParams(body);
    const operation = form.get('Action') ?? '';
    const version = form.get('Version');
    return {
      name: `${operation} of ${version}`,
      operation,
      means: (model) => model.xmlNamespace !== undefined && model.version === version,
    };
  },
  input({ body }, model, operation) {
    return typed(nested(new URLSearchParams(body)), model.inputShape(operation), model);
  },
  output(output, model, operation, requestId) {
    return xmlAnswer({
      [`${operation}Response`]: {
        ...namespaceOf(model),
        [`${operation}Result`]: xmlValue(output ?? {}),
        ResponseMetadata: { RequestId: requestId },
      },
    });
  },
  error({ code, message, httpStatus }, model, requestId) {
    const Type = httpStatus < 500 ? 'Sender' : 'Receiver';
    const Code = model?.queryCode(code) ?? code;
    return xmlAnswer({
      ErrorResponse: { ...namespaceOf(model), Error: { Type, Code, Message: message }, RequestId: requestId },
    });
  },
};

/** A form's values under the parts of their names. */
interface Nested {
  [part: string]: Nested | string;
}

function nested(form: URLSearchParams): Nested {
  const root: Nested = Object.create(null);
  for (const [name, value] of form) {
    const parts = name.split('.');
    const last = parts.pop() ?? '';
    let node = root;
    for (const part of parts) {
      const inner = node[part];
      const next: Nested = typeof inner === 'object' ? inner : Object.create(null);
      node[part] = next;
      node = next;
    }
    node[last] = value;
  }
  return root;
}

/** What a form says, in the types of the model. What does not fit is left as it is, for the model to refuse. */
function typed(value: Nested | string | undefined, shape: Shape, model: ServiceModel): unknown {
  if (typeof value !== 'object') return shape.type === 'integer' ? numberOr(value) : value;
  if (shape.type === 'array') {
    const { member } = value;
    if (typeof member !== 'object') return value;
    const numbered = Object.entries(member).sort(([one], [other]) => Number(one) - Number(other));
    return numbered.map(([, item]) => typed(item, model.resolve(shape.items), model));
  }
  const members = Object.entries(shape.properties ?? {}).filter(([name]) => value[name] !== undefined);
  return Object.fromEntries(members.map(([name, inner]) => [name, typed(value[name], model.resolve(inner), model)]));
}

function numberOr(text: string | undefined): unknown {
  return text !== undefined && /^-?\d+$/.test(text) ? Number(text) : text;
}

const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@' });

function xmlAnswer(document: object) {
  return { headers: { 'content-type': 'text/xml' }, body: builder.build(document) };
}

const namespaceOf = (model?: ServiceModel) => (model?.xmlNamespace ? { '@xmlns': model.xmlNamespace } : {});

/** Timestamps are ISO 8601 here; a missing member has no element. */
function xmlValue(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object' || value === null) return value;
  const present = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(present.map(([member, inner]) => [member, xmlValue(inner)]));
}
