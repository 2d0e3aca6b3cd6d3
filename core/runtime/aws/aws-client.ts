// How Herald's functions reach AWS: over connections that they share, and never waiting for an answer that does not come.
import { NodeHttpHandler } from '@smithy/node-http-handler';

/** Settings for the clients of our own services. An answer takes milliseconds; one that is lost must not take the whole invocation. */
export const ownServices = {
  requestHandler: new NodeHttpHandler({
    connectionTimeout: 1000,
    requestTimeout: 5000,
    throwOnRequestTimeout: true,
  }),
};
