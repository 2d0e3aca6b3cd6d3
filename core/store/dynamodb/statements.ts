// Conditional writes in batches. One PartiQL call takes 25 statements, each with its own condition and its
// own result (DynamoDB Developer Guide, "Running batch operations with PartiQL";
// docs/decisions/0006-partiql-batches.md).
import { BatchExecuteStatementCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { backoff, isTransient } from '../../runtime/aws/aws-error.ts';

export type Statement = { Statement: string; Parameters: unknown[] };
type Values = Record<string, unknown>;

const defined = (values: Values) => Object.entries(values).filter(([, value]) => value !== undefined);

/** A statement that writes an item that must not exist yet. */
export function insertStatement(table: string, item: Values): Statement {
  const entries = defined(item);
  const fields = entries.map(([name]) => `'${name}': ?`).join(', ');
  return {
    Statement: `INSERT INTO "${table}" VALUE {${fields}}`,
    Parameters: entries.map(([, value]) => value),
  };
}

/**
 * A statement that changes an item.
 * @param read the values that the existing item must have
 * @param values the attributes to set; undefined removes the attribute
 */
export function updateStatement(table: string, key: Values, read: Values, values: Values): Statement {
  const set = defined(values);
  const where = Object.entries({ ...key, ...read });
  const removed = Object.keys(values).filter(name => values[name] === undefined);
  const clauses = [
    ...set.map(([name]) => `SET "${name}" = ?`),
    ...removed.map(name => `REMOVE "${name}"`),
    `WHERE ${where.map(([name]) => `"${name}" = ?`).join(' AND ')}`,
  ];
  return {
    Statement: `UPDATE "${table}" ${clauses.join(' ')}`,
    Parameters: [...set, ...where].map(([, value]) => value),
  };
}

/**
 * UNAVAILABLE: DynamoDB did not accept the statement in time. REFUSED: it will never accept it, which is a
 * bug in Herald.
 */
export type Written = 'WRITTEN' | 'CONDITION_FAILED' | 'UNAVAILABLE' | 'REFUSED';

const statementsPerCall = 25;
const conditionCodes = new Set(['DuplicateItem', 'ConditionalCheckFailed']);
const transientCodes = new Set([
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
  'RequestLimitExceeded',
  'InternalServerError',
  'TransactionConflict',
]);

/**
 * Makes one conditional write for each item, and retries those that DynamoDB did not accept for now.
 * @param items each must write a different row
 * @param mayRetry called before each retry; if it returns false, the remaining items are UNAVAILABLE
 * @returns the items with their results, in the same order
 * @throws an error of the whole call that a retry cannot help, for example a missing permission
 */
export async function executeStatements<T>(
  db: DynamoDBDocumentClient,
  items: readonly T[],
  statementOf: (item: T) => Statement,
  mayRetry: () => boolean,
): Promise<{ item: T; written: Written }[]> {
  type Outcome = { item: T; statement: Statement; written: Written };
  const outcomes = items.map(
    (item): Outcome => ({ item, statement: statementOf(item), written: 'UNAVAILABLE' }),
  );
  let pending = [...outcomes];
  for (let tries = 0; pending.length > 0; ) {
    const chunk = pending.splice(0, statementsPerCall);
    const codes = await errorCodes(
      db,
      chunk.map(({ statement }) => statement),
    );
    const unaccepted = chunk.filter((outcome, position) => {
      const code = codes[position];
      if (code !== undefined && transientCodes.has(code)) return true;
      outcome.written = outcomeOf(code);
      return false;
    });
    if (unaccepted.length === 0 || !mayRetry()) continue;
    await backoff(++tries);
    pending = [...pending, ...unaccepted];
  }
  return outcomes.map(({ item, written }) => ({ item, written }));
}

function outcomeOf(code: string | undefined): Written {
  if (code === undefined) return 'WRITTEN';
  return conditionCodes.has(code) ? 'CONDITION_FAILED' : 'REFUSED';
}

/**
 * The error code of each statement, if any. If the whole call failed transiently, each counts as throttled.
 */
async function errorCodes(
  db: DynamoDBDocumentClient,
  statements: Statement[],
): Promise<(string | undefined)[]> {
  try {
    const { Responses = [] } = await db.send(new BatchExecuteStatementCommand({ Statements: statements }));
    return statements.map((_, index) => Responses[index]?.Error?.Code);
  } catch (error) {
    if (!isTransient(error)) throw error;
    return statements.map(() => 'ThrottlingError');
  }
}
