// Conditional writes by the batch: PartiQL takes 25 in one call, each with its own condition and its own outcome
// (DynamoDB Developer Guide, "Running batch operations with PartiQL").
import { BatchExecuteStatementCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { backoff, isPassing } from '../../runtime/aws/aws-error.ts';

export type Statement = { Statement: string; Parameters: unknown[] };
type Values = Record<string, unknown>;

const defined = (values: Values) => Object.entries(values).filter(([, value]) => value !== undefined);

/** Writes an item that must not exist yet. */
export function insertStatement(table: string, item: Values): Statement {
  const entries = defined(item);
  const fields = entries.map(([name]) => `'${name}': ?`).join(', ');
  return {
    Statement: `INSERT INTO "${table}" VALUE {${fields}}`,
    Parameters: entries.map(([, value]) => value),
  };
}

/** Sets attributes (undefined: removes them) of an item that must exist and have the values of `read`. */
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

/** REFUSED: DynamoDB will never accept the statement, which is a bug in Herald. */
export type Written = 'WRITTEN' | 'CONDITION_FAILED' | 'UNAVAILABLE' | 'REFUSED';

const statementsPerCall = 25;
const conditionCodes = new Set(['DuplicateItem', 'ConditionalCheckFailed']);
const passingCodes = new Set([
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
  'RequestLimitExceeded',
  'InternalServerError',
  'TransactionConflict',
]);

/**
 * Runs one conditional write for each item, each on a row of its own, and retries those that DynamoDB could not accept.
 * @param mayRetry asked before each further try; when it says no, what is left is UNAVAILABLE
 * @returns each item with its outcome
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
  let open = [...outcomes];
  for (let tries = 0; open.length > 0; ) {
    const chunk = open.splice(0, statementsPerCall);
    const codes = await errorCodes(
      db,
      chunk.map(({ statement }) => statement),
    );
    const left = chunk.filter((outcome, position) => {
      const code = codes[position];
      if (code !== undefined && passingCodes.has(code)) return true;
      outcome.written = outcomeOf(code);
      return false;
    });
    if (left.length === 0 || !mayRetry()) continue;
    await backoff(++tries);
    open = [...open, ...left];
  }
  return outcomes.map(({ item, written }) => ({ item, written }));
}

function outcomeOf(code: string | undefined): Written {
  if (code === undefined) return 'WRITTEN';
  return conditionCodes.has(code) ? 'CONDITION_FAILED' : 'REFUSED';
}

/** The error code of each statement. If the whole call failed for now, all statements count as throttled. */
async function errorCodes(
  db: DynamoDBDocumentClient,
  statements: Statement[],
): Promise<(string | undefined)[]> {
  try {
    const { Responses = [] } = await db.send(new BatchExecuteStatementCommand({ Statements: statements }));
    return statements.map((_, index) => Responses[index]?.Error?.Code);
  } catch (error) {
    if (!isPassing(error)) throw error;
    return statements.map(() => 'ThrottlingError');
  }
}
