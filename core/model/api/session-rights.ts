// Whether a session may call a route for a licensor.

import { capabilityFor } from './capability.ts';
import type { SessionCaller } from './licensor.ts';

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
