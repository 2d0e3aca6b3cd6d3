import * as z from 'zod';
import { registrationEnvironment } from '../../core/registration/contract.ts';

export const environment = z.object({
  ...registrationEnvironment,
  /** Whether a partner may ask for the schema, and is told what a misspelt name may have meant. */
  INTROSPECTION: z.enum(['on', 'off']),
});

export const routeKeys = ['POST /{licensor}/graphql'] as const;
export type RouteKey = (typeof routeKeys)[number];
