// Makes the OpenAPI document of the REST API from its operations (OpenAPI Specification 3.1.1).

import * as z from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiResponsesObject } from 'zod-openapi';
import { errorSchema } from '../core/model/api/error-view.ts';
import { type ErrorCode, statusOf } from '../core/model/api/herald-error.ts';
import {
  type Answer,
  commonErrors,
  type Operation,
  type OperationKey,
  type RequestHeader,
  tags,
} from '../core/model/api/operation.ts';
import { allOperations, routeKeysOf } from '../lib/api/operations.ts';
import { answerExamples, bodyExamples } from './examples.ts';
import { pathParameters, requestHeaders } from './parameters.ts';

const errorDescriptions: Record<ErrorCode, string> = {
  BAD_REQUEST: 'The request is not valid; the message names up to three wrong fields',
  UNAUTHORIZED: 'The access key or token is missing, unknown, expired or disabled',
  FORBIDDEN: 'The access key or token does not allow this call, or an operator has suspended the licensor',
  NOT_FOUND: 'There is no such resource of this licensor',
  CONFLICT: 'The state of the resource does not allow it; the message says why',
  PRECONDITION_FAILED: 'The resource has another version than `If-Match` says',
  TOO_MANY_REQUESTS: 'Too many requests: wait as long as `Retry-After` says, then send it again',
  INTERNAL_ERROR: 'The failure is inside Herald: send it again; the message has the id of the request',
};

/** The errors of an operation that anyone may call. */
const publicErrors = ['TOO_MANY_REQUESTS', 'INTERNAL_ERROR'] as const;

const etag = z.string().meta({ description: 'The version of the resource, for `If-Match`', example: '"3"' });
const retryAfter = z.string().meta({ description: 'Seconds to wait', example: '10' });

/** @param version of Herald */
export const openApiOf = (version: string) =>
  createDocument(
    {
      openapi: '3.1.1',
      info: {
        title: 'Herald',
        version,
        description:
          "Herald pushes a platform's status changes to its partners. A partner registers targets, subscribes " +
          'them to event types, and sees what became of each event.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [
        {
          url: 'https://{host}/v1',
          description: "The platform's installation",
          variables: { host: { default: 'notifications.example.com', description: 'Ask the platform' } },
        },
      ],
      tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
      paths: pathsOf(routeKeysOf(allOperations)),
      components: {
        securitySchemes: {
          bearer: {
            type: 'http',
            scheme: 'bearer',
            description:
              'An access key `hk_…`, or an OAuth access token if the installation has an issuer. Each operation ' +
              'names the scope that it needs: `read`, `write` or `publish`; `operate` has only the session of an operator.',
          },
        },
      },
    },
    { override: withoutTimePattern },
  );

/** The format says it: the pattern of a time takes 200 characters. */
function withoutTimePattern({
  jsonSchema,
}: {
  jsonSchema: { format?: string | undefined; pattern?: string | undefined };
}) {
  if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
}

function pathsOf(routeKeys: readonly OperationKey[]) {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const routeKey of routeKeys) {
    const operation = allOperations[routeKey];
    const [method = '', path = ''] = routeKey.split(' ');
    if (operation) paths[path] = { ...paths[path], [method.toLowerCase()]: operationOf(path, operation) };
  }
  return paths;
}

function operationOf(path: string, operation: Operation): ZodOpenApiOperationObject {
  const { id, tag, summary, description, scope, query, headers, body } = operation;
  const example = operation.example ?? bodyExamples[id];
  const pathNames = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  return {
    operationId: id,
    tags: [tag],
    summary,
    description: [description, scope !== 'none' && `The caller needs the scope \`${scope}\`.`]
      .filter(Boolean)
      .join(' '),
    security: scope === 'none' ? [] : [{ bearer: [] }],
    requestParams: {
      ...(pathNames.length > 0 && { path: z.object(picked(pathParameters, pathNames)) }),
      ...(query && { query }),
      ...(headers && { header: z.object(picked<RequestHeader>(requestHeaders, headers)) }),
    },
    ...(body && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: body, ...(example !== undefined && { example }) } },
      },
    }),
    responses: responsesOf(operation),
  };
}

function picked<Name extends string>(all: Readonly<Record<string, z.ZodType>>, names: readonly Name[]) {
  return Object.fromEntries(
    names.map(name => {
      const schema = all[name];
      if (!schema) throw new Error(`the parameter ${name} is not described in contract/parameters.ts`);
      return [name, schema];
    }),
  );
}

/** API Gateway answers these itself. */
const gatewayErrors = {
  413: 'The body is larger than 10 MB',
  415: 'The media type of the body is not `application/json`',
};

function responsesOf({
  id,
  body,
  answers,
  errors = [],
  errorBody = errorSchema,
  scope,
}: Operation): ZodOpenApiResponsesObject {
  const codes = [...(scope === 'none' ? publicErrors : commonErrors), ...errors];
  return {
    ...(body &&
      Object.fromEntries(
        Object.entries(gatewayErrors).map(([status, description]) => [
          status,
          { description, content: { 'application/json': { schema: errorSchema } } },
        ]),
      )),
    ...Object.fromEntries(
      Object.entries(answers).map(([status, answer]) => [
        status,
        answerOf(Number(status) < 300 ? { example: answerExamples[id], ...answer } : answer),
      ]),
    ),
    ...Object.fromEntries(
      codes
        // GraphQL answers some errors with the body of a result.
        .filter(code => answers[statusOf[code]] === undefined)
        .map(code => [String(statusOf[code]), errorOf(code, errorBody)]),
    ),
  };
}

const answerOf = ({ description, body, headers, example, mediaTypes = ['application/json'] }: Answer) => ({
  description,
  ...(headers?.includes('ETag') && { headers: z.object({ ETag: etag }) }),
  ...(body && {
    content: Object.fromEntries(
      mediaTypes.map(type => [type, { schema: body, ...(example !== undefined && { example }) }]),
    ),
  }),
});

const errorOf = (code: ErrorCode, body: z.ZodType) => ({
  description: errorDescriptions[code],
  ...(code === 'TOO_MANY_REQUESTS' && { headers: z.object({ 'Retry-After': retryAfter.optional() }) }),
  content: { 'application/json': { schema: body } },
});
