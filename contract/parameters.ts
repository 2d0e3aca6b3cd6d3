// The parameters of paths and the headers of requests, as the OpenAPI document describes them.
import * as z from 'zod';
import type { RequestHeader } from '../core/model/api/operation.ts';

const id = (of: string) =>
  z.string().meta({ description: `The id of ${of}`, pattern: '^[A-Za-z0-9_-]{1,64}$' });

export const pathParameters: Readonly<Record<string, z.ZodType>> = {
  licensor: z.string().meta({
    description: 'Your name in the installation',
    example: 'acme',
    pattern: '^[A-Za-z0-9][A-Za-z0-9_-]{1,62}$',
  }),
  targetId: id('a target'),
  subscriptionId: id('a subscription'),
  authProfileId: id('an auth profile'),
  eventId: id('an event'),
  replayId: id('a replay'),
  memberId: id('a member'),
  sessionId: id('a session of the console'),
};

export const requestHeaders: Record<RequestHeader, z.ZodType> = {
  'If-Match': z.string().optional().meta({
    description: 'The `ETag` of the version that you change; with another one the call is refused',
    example: '"3"',
  }),
  'Idempotency-Key': z.string().optional().meta({
    description: 'The same key gives the same resource: send it again after a failure',
    pattern: '^[\\x21-\\x7e]{1,255}$',
  }),
  traceparent: z.string().optional().meta({ description: 'W3C Trace Context; webhooks get it' }),
  tracestate: z.string().optional().meta({ description: 'W3C Trace Context; webhooks get it' }),
  Accept: z.string().optional().meta({
    description:
      '`application/graphql-response+json`: the status then says whether the document was executed',
  }),
};
