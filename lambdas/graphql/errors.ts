// GraphQL's errors with our codes, and nothing in them that is not the caller's business.
import { GraphQLError, Kind } from 'graphql';
import type { ErrorCode } from '../../core/model/api/herald-error.ts';
import { heraldErrorOf } from '../../core/registration/refusals.ts';
import { failureMessage } from '../../core/runtime/http/http-api.ts';
import { errorOf, type Log } from '../../core/runtime/telemetry/log.ts';

/** The body of an answer without data (GraphQL specification, "Errors"). */
export const errorBody = (code: ErrorCode, message: string) => ({
  errors: [{ message, extensions: { code } }],
});

/**
 * An error as the caller gets it; a failure of ours is logged, without the text and the variables of the request.
 * @param about what a log line says of the request
 */
export function formatted(error: GraphQLError, about: { licensor: string; apiRequestId: string }, log: Log) {
  const { code, message } = described(error) ?? {
    code: 'INTERNAL_ERROR',
    message: failureMessage(about.apiRequestId),
  };
  if (code === 'INTERNAL_ERROR') {
    log.error('field failed', { ...about, field: fieldOf(error), error: errorOf(error.originalError) });
  }
  const { locations, path } = error;
  return { message, ...(locations && { locations }), ...(path && { path }), extensions: { code } };
}

/** What the caller did wrong; undefined if it is our failure. */
function described({
  message,
  path,
  originalError,
}: GraphQLError): { code: ErrorCode; message: string } | undefined {
  const refusal = heraldErrorOf(originalError);
  if (refusal) return refusal;
  // graphql-js's own errors are about the request if no field was executed yet, or if they point into its text.
  const isTheCallers = path === undefined || (originalError instanceof GraphQLError && originalError.nodes);
  return isTheCallers ? { code: 'BAD_REQUEST', message: withoutValue(message) } : undefined;
}

/** graphql-js ends its sentence with the value that it refuses, which may hold a credential. */
const withoutValue = (message: string): string =>
  syntaxError(message) ??
  message.replace(/[, ]*found: .*$/is, '').replace(/(represent[^:"]*value): .*$/s, '$1');

/** What the parser says names the token that it met, which may be a credential whose quotes or colon were forgotten: its kind will do. */
function syntaxError(message: string): string | undefined {
  if (!message.startsWith('Syntax Error:')) return undefined;
  const kind = String.raw`(?:\w+|<EOF>|"\W{1,3}")`;
  const known = new RegExp(
    `^Syntax Error: (?:Expected .{1,40}?, found ${kind}|Unexpected ${kind}|Unterminated string|Document contains more than \\d+ tokens)`,
  ).exec(message)?.[0];
  return `${known ?? 'Syntax Error'}; see its location`;
}

/** The field's name in the schema: its alias is the caller's text. */
function fieldOf({ nodes }: GraphQLError): string | undefined {
  const node = nodes?.[0];
  return node?.kind === Kind.FIELD ? node.name.value : undefined;
}
