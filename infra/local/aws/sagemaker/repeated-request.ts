import canonicalize from 'canonicalize';
import { AwsError } from '../aws-error';
import type { RegistryStore, TokenRecord } from './registry-store';

interface TokenRequest {
  ClientToken?: string | undefined;
}

/**
 * ARN of the package that an earlier request with the same token was about; undefined where this is the first.
 * @throws AwsError ConflictException where that request asked for something else
 */
export function repeatedRequest(store: RegistryStore, { ClientToken, ...request }: TokenRequest): string | undefined {
  const used = ClientToken === undefined ? undefined : store.tokenUsed(ClientToken);
  if (used && used.request !== canonicalize(request)) {
    throw new AwsError('ConflictException', 'The client token has been used for another request.');
  }
  return used?.packageArn;
}

export function tokenRecord({ ClientToken, ...request }: TokenRequest, packageArn: string): TokenRecord | undefined {
  if (ClientToken === undefined) return undefined;
  return { token: ClientToken, request: canonicalize(request) ?? '', packageArn };
}
