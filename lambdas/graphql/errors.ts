// Renders GraphQL errors with Herald's codes. They contain no credential and no internal detail.
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
 * Renders an error for the caller. A failure inside Herald is logged, without the document and its variables.
 * @param about the fields that identify the request in the log
 */
export function formatError(
  error: GraphQLError,
  about: { licensor: string; apiRequestId: string },
  log: Log,
) {
  const { code, message } = callerErrorOf(error) ?? {
    code: 'INTERNAL_ERROR',
    message: failureMessage(about.apiRequestId),
  };
  if (code === 'INTERNAL_ERROR') {
    log.error('GraphQL field failed', {
      ...about,
      field: fieldOf(error),
      error: errorOf(error.originalError),
    });
  }
  const { locations, path } = error;
  return { message, ...(locations && { locations }), ...(path && { path }), extensions: { code } };
}

/** The error of the caller; undefined for a failure inside Herald. */
function callerErrorOf({
  message,
  path,
  originalError,
}: GraphQLError): { code: ErrorCode; message: string } | undefined {
  const refusal = heraldErrorOf(originalError);
  if (refusal) return refusal;
  // An error of graphql-js is the caller's if no field was executed yet, or if it points into the document.
  const isCallerError = path === undefined || (originalError instanceof GraphQLError && originalError.nodes);
  return isCallerError ? { code: 'BAD_REQUEST', message: withoutValue(message) } : undefined;
}

/** Removes the rejected value, which graphql-js puts at the end of its messages: it may be a credential. */
function withoutValue(message: string): string {
  if (message.startsWith('Syntax Error:')) return syntaxError(message);
  const found = message.search(/found: /i);
  const cut = found < 0 ? message : withoutEnd(message.slice(0, found), ' ,');
  // E.g. `String cannot represent a non string value: 5`.
  const value = cut.indexOf('value: ', Math.max(0, cut.indexOf('represent')));
  return cut.includes('represent') && value >= 0 ? cut.slice(0, value + 'value'.length) : cut;
}

/** A text without the characters that it ends with, as long as they are among `unwanted`. */
function withoutEnd(text: string, unwanted: string): string {
  let end = text.length;
  while (end > 0 && unwanted.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

const knownSyntaxErrors = [
  /^Syntax Error: Expected [^,]+, found (?:\w+|<EOF>|"\W{1,3}")/,
  /^Syntax Error: Unexpected (?:\w+|<EOF>|"\W{1,3}")/,
  /^Syntax Error: Unterminated string/,
  /^Syntax Error: Document contains more than \d+ tokens/,
];

/**
 * Reduces a syntax error to the kind of the unexpected token. The token itself may be a credential, if quotes
 * are missing.
 */
function syntaxError(message: string): string {
  const [known = 'Syntax Error'] = knownSyntaxErrors.flatMap(form => form.exec(message)?.[0] ?? []);
  return `${known}; see its location`;
}

/** The name of the field in the schema; its alias, which the caller chose, is not logged. */
function fieldOf({ nodes }: GraphQLError): string | undefined {
  const node = nodes?.[0];
  return node?.kind === Kind.FIELD ? node.name.value : undefined;
}
