// Shared settings of AWS clients.
import { NodeHttpHandler } from '@smithy/node-http-handler';

/**
 * Settings for clients of services in Herald's own account: shared connections and timeouts. The SDK has no
 * timeout for an answer by default, so one lost answer could use up the whole invocation.
 */
export const ownServices = {
  requestHandler: new NodeHttpHandler({
    connectionTimeout: 1000,
    requestTimeout: 5000,
    throwOnRequestTimeout: true,
  }),
};
