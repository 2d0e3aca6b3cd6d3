// What a session may do, by route. A route that is not named here is closed to sessions.
import * as z from 'zod';
import type { OperationKey } from './operation.ts';

/**
 * view: read everything of the licensor but secrets. replay: send again, and test notifications. manage:
 * targets, subscriptions, sessions and members. secrets: auth profiles and credentials, also those of a
 * target (lambdas/api/credential-rights.ts), and their rotation.
 */
export const capabilities = ['view', 'replay', 'manage', 'secrets'] as const;
export const capabilitySchema = z.enum(capabilities);
export type Capability = z.output<typeof capabilitySchema>;

/** @returns the capabilities without repetition, and `view`, which every session has */
export const withView = (asked: readonly Capability[]): Capability[] => [
  ...new Set<Capability>(['view', ...asked]),
];

const own = '/{licensor}/notifications';

/** The routes that change something. */
export const changingRoutes: Readonly<Partial<Record<OperationKey, Capability>>> = {
  [`POST ${own}/targets`]: 'manage',
  [`PUT ${own}/targets/{targetId}`]: 'manage',
  [`DELETE ${own}/targets/{targetId}`]: 'manage',
  [`DELETE ${own}/targets/{targetId}/previous-secret`]: 'secrets',
  [`POST ${own}/targets/{targetId}/test`]: 'replay',
  [`POST ${own}/auth-profiles`]: 'secrets',
  [`PUT ${own}/auth-profiles/{authProfileId}`]: 'secrets',
  [`DELETE ${own}/auth-profiles/{authProfileId}`]: 'secrets',
  [`DELETE ${own}/auth-profiles/{authProfileId}/previous-secret`]: 'secrets',
  [`POST ${own}/subscriptions`]: 'manage',
  [`PUT ${own}/subscriptions/{subscriptionId}`]: 'manage',
  [`DELETE ${own}/subscriptions/{subscriptionId}`]: 'manage',
  [`POST ${own}/deliveries/{eventId}/{targetId}/resend`]: 'replay',
  [`POST ${own}/replays`]: 'replay',
  [`DELETE ${own}/replays/{replayId}`]: 'replay',
  [`POST ${own}/portal-sessions`]: 'manage',
  [`DELETE ${own}/members/{memberId}`]: 'manage',
  // A session may end and renew itself; the routes check that it is itself, or may manage.
  [`DELETE ${own}/portal-sessions/{sessionId}`]: 'view',
  [`POST ${own}/portal-sessions/{sessionId}/renewals`]: 'view',
};

const byRoute: Readonly<Record<string, Capability | undefined>> = changingRoutes;

/**
 * @param routeKey method and resource path, e.g. `GET /{licensor}/notifications/targets`
 * @returns the capability that a session needs; undefined if no session may call the route
 */
export function capabilityFor(routeKey: string): Capability | undefined {
  return routeKey.startsWith(`GET ${own}/`) ? 'view' : byRoute[routeKey];
}
