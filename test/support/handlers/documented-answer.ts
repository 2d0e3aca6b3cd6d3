// Checks an answer of a handler against its operation, as every test of a handler does.

import { errorSchema } from '../../../core/model/api/error-view.ts';
import { statusOf } from '../../../core/model/api/herald-error.ts';
import { commonErrors, type OperationKey } from '../../../core/model/api/operation.ts';
import { allOperations } from '../../../lib/api/operations.ts';

/**
 * @param routeKey a method and a resource path
 * @param body parsed; undefined if there is none
 * @throws Error if the operation has no such status, or the body does not match its schema
 */
export function requireDocumented(routeKey: OperationKey, status: number, body: unknown): void {
  const operation = allOperations[routeKey];
  if (!operation) throw new Error(`there is no operation ${routeKey}`);
  const errors = [...commonErrors, ...(operation.errors ?? [])].map(code => statusOf[code]);
  // API Gateway answers these itself.
  if (operation.body) errors.push(413, 415);
  const answer = operation.answers[status];
  if (!answer && !errors.some(one => one === status)) {
    throw new Error(`${routeKey} answers ${status}, which is not documented: ${JSON.stringify(body)}`);
  }
  const schema = answer ? answer.body : (operation.errorBody ?? errorSchema);
  if (!schema) {
    if (body === undefined || body === '') return;
    throw new Error(`${routeKey}: expected no body, got ${JSON.stringify(body)}`);
  }
  const { error } = schema.safeParse(body);
  if (error) throw new Error(`${routeKey} ${status} is not as documented: ${error.message}`);
}
