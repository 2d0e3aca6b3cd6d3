import * as z from 'zod';
import { text } from '../../core/runtime/environment/environment-values.ts';

export const environment = z.object({
  REGISTRY_TABLE: text,
  /** Whose tokens count: the `iss` claim, and where its keys are (RFC 7517). */
  ISSUER: z.url(),
  JWKS_URL: z.url(),
  /** The `aud` claim that tokens must have; empty if the issuer sets none, as Cognito's access tokens. */
  AUDIENCE: z.string(),
});

/** OAuth scopes, as Cognito's resource server names them and any other issuer must. */
export const resourceServer = 'herald';
export const scopeNames = {
  read: 'notifications.read',
  write: 'notifications.write',
  publish: 'events.publish',
} as const;
export const scopes = {
  read: `${resourceServer}/${scopeNames.read}`,
  write: `${resourceServer}/${scopeNames.write}`,
  publish: `${resourceServer}/${scopeNames.publish}`,
} as const;

/** The scopes that each kind of client is given. */
export const scopesOf = { partner: [scopes.read, scopes.write], platform: [scopes.publish] } as const;
