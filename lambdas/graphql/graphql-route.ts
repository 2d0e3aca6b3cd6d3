// `POST /graphql`: GraphQL over HTTP (its specification's draft of 2025), one request at a time.
import * as z from 'zod';
import { parseInput } from '../../core/model/api/parse.ts';
import type { ApiRequest, Route } from '../../core/runtime/http/http-api.ts';
import type { Log } from '../../core/runtime/telemetry/log.ts';
import { formatted } from './errors.ts';
import { createExecution } from './execution.ts';
import type { RootResolvers } from './root-resolvers.ts';

/** Section 5.3 of that specification; what is null is as good as not given. */
const requestSchema = z.strictObject({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
  extensions: z.record(z.string(), z.unknown()).nullish(),
});

/** The media type whose status says whether the request was executed; for all others it is 200. */
const typed = 'application/graphql-response+json';

/** @param introspection see `createExecution` */
export function graphqlRoute(resolvers: RootResolvers, introspection: boolean, log: Log): Route {
  const executed = createExecution(resolvers, introspection);
  return async request => {
    const { licensor, requestId: apiRequestId } = request;
    const asked = parseInput(requestSchema, request.json(), 'body');
    const { data, errors } = await executed(asked, { licensor });
    const body = {
      ...(errors && { errors: errors.map(error => formatted(error, { licensor, apiRequestId }, log)) }),
      ...(data !== undefined && { data }),
    };
    if (!wantsTyped(request)) return { status: 200, body };
    return {
      status: data === undefined ? 400 : 200,
      body,
      headers: { 'content-type': `${typed}; charset=utf-8` },
    };
  };
}

const wantsTyped = ({ header }: ApiRequest): boolean =>
  (header('accept') ?? '').toLowerCase().includes(typed);
