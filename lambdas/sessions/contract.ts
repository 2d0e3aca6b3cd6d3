import * as z from 'zod';
import { text } from '../../core/runtime/environment/environment-values.ts';

export const environment = z.object({
  REGISTRY_TABLE: text,
  /** The stage that is part of each token. */
  STAGE: text,
  /** Where the console is served, e.g. `https://d111.cloudfront.net`: links begin with it. */
  CONSOLE_ORIGIN: text,
  /**
   * The issuer of ID tokens of people who sign in, the URL of its keys, and the console's client there. All
   * are empty if people get in by links only.
   */
  SIGN_IN_ISSUER: z.union([z.literal(''), z.url()]),
  SIGN_IN_JWKS_URL: z.union([z.literal(''), z.url()]),
  SIGN_IN_CLIENT_ID: z.string(),
  /** How many days change records are kept. */
  CHANGES_KEPT_DAYS: z.coerce.number(),
});
