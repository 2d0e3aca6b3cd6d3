// How Herald's functions reach AWS: over shared connections, and with a limit on the time that an answer may take.
import { NodeHttpHandler } from '@smithy/node-http-handler';

/** Settings of the clients of Herald's own services. Without them, one lost answer would use up the whole invocation. */
export const ownServices = {
  requestHandler: new NodeHttpHandler({
    connectionTimeout: 1000,
    requestTimeout: 5000,
    throwOnRequestTimeout: true,
  }),
};
