// Conditional writes by the batch: PartiQL takes 25 of them in one call, each with its own condition and its own outcome
// (DynamoDB Developer Guide, "Running batch operations with PartiQL").
import { BatchExecuteStatementCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { isPassing } from '../../runtime/aws/aws-error.ts';
import { backoff } from './backoff.ts';

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

/** Sets attributes (undefined: removes them) of an item that must exist and equal `expected`. */
export function updateStatement(table: string, key: Values, expected: Values, values: Values): Statement {
  const set = defined(values);
  const where = Object.entries({ ...key, ...expected });
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

/** REFUSED: DynamoDB will never take the statement as it is, which is a bug of ours. */
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
 * Runs conditional writes, each on an item of its own, and tries those again that DynamoDB could not take for now.
 * @param mayRetry asked before each further try; once it says no, what is left is UNAVAILABLE
 * @returns what came of each statement, in order
 */
export async function executeStatements(
  db: DynamoDBDocumentClient,
  statements: readonly Statement[],
  mayRetry: () => boolean,
): Promise<Written[]> {
  const written = statements.map((): Written => 'UNAVAILABLE');
  let open = statements.map((statement, index) => ({ statement, index }));
  for (let tries = 0; open.length > 0; ) {
    const chunk = open.splice(0, statementsPerCall);
    const codes = await errorCodes(
      db,
      chunk.map(({ statement }) => statement),
    );
    const left = chunk.filter(({ index }, position) => {
      const code = codes[position];
      if (code !== undefined && passingCodes.has(code)) return true;
      written[index] = outcomeOf(code);
      return false;
    });
    if (left.length === 0 || !mayRetry()) continue;
    await backoff(++tries);
    open = [...open, ...left];
  }
  return written;
}

function outcomeOf(code: string | undefined): Written {
  if (code === undefined) return 'WRITTEN';
  return conditionCodes.has(code) ? 'CONDITION_FAILED' : 'REFUSED';
}

/** The error code of each statement; those of a call that failed as a whole, for now, count as throttled. */
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
