// The operation of the GraphQL function.
import * as z from 'zod';
import type { Operations } from '../../core/model/api/operation.ts';
import { graphqlRequestSchema } from './graphql-route.ts';

const graphqlAnswerSchema = z.strictObject({
  errors: z
    .array(
      z.strictObject({
        message: z.string(),
        locations: z.array(z.strictObject({ line: z.number(), column: z.number() })).optional(),
        path: z.array(z.union([z.string(), z.number()])).optional(),
        extensions: z.record(z.string(), z.unknown()).optional(),
      }),
    )
    .optional(),
  data: z.record(z.string(), z.unknown()).nullable().optional(),
});

export const operations = {
  'POST /{licensor}/graphql': {
    id: 'graphql',
    tag: 'GraphQL',
    summary: 'Run a GraphQL document',
    description: 'GraphQL over HTTP. The scope `write` is needed, also for queries.',
    scope: 'write',
    headers: ['Accept'],
    body: graphqlRequestSchema,
    example: { query: '{ targets { nodes { targetId } } }' },
    errorBody: graphqlAnswerSchema,
    answers: {
      200: { description: 'The result', body: graphqlAnswerSchema },
      400: { description: 'The document was not executed', body: graphqlAnswerSchema },
    },
  },
} as const satisfies Operations;
