// Whether a session may call a route for a licensor.

import { capabilityFor } from './capability.ts';
import type { Caller, SessionCaller } from './licensor.ts';

/** Whether the caller has the session of an operator, which is for no licensor. */
export const isOperator = (caller: Caller): boolean =>
  caller.kind === 'session' && caller.licensor === undefined;

/** @param routeKey method and resource path, e.g. `GET /{licensor}/notifications/targets` */
export function sessionMay(
  { licensor: own, capabilities }: SessionCaller,
  licensor: string,
  routeKey: string,
): boolean {
  const needed = capabilityFor(routeKey);
  if (needed === undefined || !capabilities.includes(needed)) return false;
  // An operator reads every licensor, and changes nothing.
  return own === undefined ? routeKey.startsWith('GET ') : own === licensor;
}
