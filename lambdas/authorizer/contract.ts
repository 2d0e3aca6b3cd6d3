import * as z from 'zod';
import { text } from '../../core/runtime/environment/environment-values.ts';

export const environment = z.object({
  REGISTRY_TABLE: text,
  /** The stage that access keys must name. */
  STAGE: text,
  /**
   * The issuer of OAuth tokens: its `iss` claim, and the URL of its keys (RFC 7517). Both are empty if the
   * stage has no issuer.
   */
  ISSUER: z.union([z.literal(''), z.url()]),
  JWKS_URL: z.union([z.literal(''), z.url()]),
  /** The `aud` claim that tokens must have; empty if the issuer sets none, as in Cognito's access tokens. */
  AUDIENCE: z.string(),
});

/**
 * Scopes of access keys and of OAuth tokens. Cognito prefixes them with the name of the resource server;
 * other issuers must use the same names.
 */
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

/** The scopes of each kind of client. */
export const scopesOf = { partner: [scopes.read, scopes.write], platform: [scopes.publish] } as const;
