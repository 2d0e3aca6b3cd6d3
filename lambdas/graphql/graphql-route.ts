// `POST /graphql`, by the specification GraphQL over HTTP (draft of 2025). No batching.
import * as z from 'zod';
import { parseInput } from '../../core/model/api/parse.ts';
import type { ApiRequest } from '../../core/runtime/http/api-request.ts';
import type { RoutesOf } from '../../core/runtime/http/http-api.ts';
import type { Log } from '../../core/runtime/telemetry/log.ts';
import { formatError } from './errors.ts';
import { createExecution, type MutationGuards } from './execution.ts';
import type { operations } from './operations.ts';
import type { RootResolvers } from './root-resolvers.ts';

/** GraphQL over HTTP, section 5.3. null means the same as not given. */
export const graphqlRequestSchema = z.strictObject({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
  extensions: z.record(z.string(), z.unknown()).nullish(),
});

/**
 * With this media type, the status says whether the document was executed. With any other it is always 200.
 */
const graphqlResponse = 'application/graphql-response+json';

/** The parameters except for `log`: see `createExecution`. */
export function graphqlRoute(
  resolvers: RootResolvers,
  guards: MutationGuards,
  introspection: boolean,
  log: Log,
): RoutesOf<typeof operations>['POST /{licensor}/graphql'] {
  const executeDocument = createExecution(resolvers, guards, introspection);
  return async request => {
    const { licensor, by, requestId: apiRequestId } = request;
    const asked = parseInput(graphqlRequestSchema, request.json(), 'body');
    const { data, errors } = await executeDocument(asked, { licensor, by });
    const body = {
      ...(errors && { errors: errors.map(error => formatError(error, { licensor, apiRequestId }, log)) }),
      ...(data !== undefined && { data }),
    };
    if (!acceptsGraphqlResponse(request)) return { status: 200, body };
    return {
      status: data === undefined ? 400 : 200,
      body,
      headers: { 'content-type': `${graphqlResponse}; charset=utf-8` },
    };
  };
}

const acceptsGraphqlResponse = ({ header }: ApiRequest): boolean =>
  (header('accept') ?? '').toLowerCase().includes(graphqlResponse);
