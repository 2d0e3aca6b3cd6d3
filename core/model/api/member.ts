// A member: a person who may sign in to the console of a licensor (docs/decisions/0049-sessions.md).
import * as z from 'zod';
import { capabilitySchema } from './capability.ts';
import { licensorSchema } from './licensor.ts';
import { nextPage } from './page.ts';

/** E-mail addresses are compared in lower case. */
export const emailSchema = z
  .email()
  .max(254)
  .transform(address => address.toLowerCase());

export const memberSchema = z.object({
  memberId: z.string(),
  speaksFor: licensorSchema,
  email: z.string(),
  capabilities: z.array(capabilitySchema).min(1),
  createdAt: z.string(),
  /** Who signed in first with this address, at the issuer. Nobody else gets in with it later. */
  sub: z.string().optional(),
  lastSignInAt: z.string().optional(),
});
export type Member = z.output<typeof memberSchema>;

const listedMemberSchema = z
  .strictObject({
    memberId: z.string(),
    email: z.string(),
    capabilities: z.array(capabilitySchema),
    createdAt: z.iso.datetime(),
    lastSignInAt: z.iso.datetime().optional(),
  })
  .meta({ id: 'Member' });

export const memberPageSchema = z
  .strictObject({ members: z.array(listedMemberSchema), ...nextPage })
  .meta({ id: 'MemberPage' });

export const listedMemberOf = ({ memberId, email, capabilities: may, createdAt, lastSignInAt }: Member) => ({
  memberId,
  email,
  capabilities: may,
  createdAt,
  ...(lastSignInAt !== undefined && { lastSignInAt }),
});

export const signInSchema = z.strictObject({
  idToken: z.string().min(1).max(8192).describe('An ID token of the issuer that the page asked'),
  licensor: licensorSchema.optional().describe('Needed by a member of several'),
});

export const choiceSchema = z
  .strictObject({ licensors: z.array(licensorSchema) })
  .meta({ id: 'LicensorChoice' });
