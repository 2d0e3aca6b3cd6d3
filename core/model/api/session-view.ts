// Sessions in requests and answers of the API.
import * as z from 'zod';
import { capabilities, capabilitySchema, withView } from './capability.ts';
import { licensorSchema } from './licensor.ts';
import { nextPage } from './page.ts';
import { lifetimes, type Session } from './session.ts';

export const createSessionSchema = z.strictObject({
  capabilities: z
    .array(capabilitySchema)
    .min(1)
    .max(capabilities.length)
    .transform(withView)
    .describe('What the session may do. `view` is always among them'),
  expiresIn: z
    .number()
    .int()
    .min(lifetimes.shortest)
    .max(lifetimes.longest)
    .default(lifetimes.default)
    .describe('How long it lasts without renewal, seconds'),
  subject: z
    .string()
    .min(1)
    .max(200)
    .regex(/^[ -~\u00a0-\uffff]*$/, 'expected no control characters')
    .optional()
    .describe('Whom it is for, e.g. an e-mail address. It is shown in the list, and in change records'),
});

export const sessionLinkSchema = z
  .strictObject({
    url: z.url().describe('A link to the console, with a code that works once, within 60 seconds'),
    sessionId: z.string(),
    codeExpiresAt: z.iso.datetime(),
  })
  .meta({ id: 'SessionLink' });

export const exchangeSchema = z.strictObject({ code: z.string().max(200) });

const ends = {
  expiresAt: z.iso.datetime().describe('When it ends without renewal'),
  renewableUntil: z.iso.datetime().describe('When it ends in any case'),
};
export const renewalSchema = z.strictObject(ends).meta({ id: 'SessionRenewal' });
const shown = {
  sessionId: z.string(),
  capabilities: z.array(capabilitySchema),
  subject: z.string().optional(),
};

export const startedSessionSchema = z
  .strictObject({
    token: z.string().describe('The bearer token. It is shown once'),
    licensor: licensorSchema
      .optional()
      .describe("Absent in an operator's session, which reads all licensors"),
    ...shown,
    ...ends,
  })
  .meta({ id: 'StartedSession' });

const listedSessionSchema = z
  .strictObject({
    ...shown,
    createdAt: z.iso.datetime(),
    createdBy: z.string().describe('The id of the access key, client or session that made the link'),
    ...ends,
  })
  .meta({ id: 'Session' });

export const sessionPageSchema = z
  .strictObject({ sessions: z.array(listedSessionSchema), ...nextPage })
  .meta({ id: 'SessionPage' });

export const endsOf = ({ validUntil, renewableUntil }: Session): z.output<typeof renewalSchema> => ({
  expiresAt: validUntil,
  renewableUntil,
});

const shownOf = ({ sessionId, capabilities: may, subject }: Session) => ({
  sessionId,
  capabilities: may,
  ...(subject !== undefined && { subject }),
});

export const startedOf = (session: Session, token: string): z.output<typeof startedSessionSchema> => ({
  token,
  ...(session.speaksFor !== undefined && { licensor: session.speaksFor }),
  ...shownOf(session),
  ...endsOf(session),
});

export const listedOf = (session: Session): z.output<typeof listedSessionSchema> => ({
  ...shownOf(session),
  createdAt: session.createdAt,
  createdBy: session.createdBy,
  ...endsOf(session),
});
