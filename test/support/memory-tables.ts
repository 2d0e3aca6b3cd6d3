// DynamoDB in memory for tests of exported handlers and of stores: the twin, behind a mock of the SDK's client that counts the calls.
import {
  BatchExecuteStatementCommand,
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { isHealthKey } from '../../lambdas/store/health.ts';
import { createMemoryDynamo, type StatementAnswer } from './memory-dynamo.ts';

type Statement = { Statement: string; Parameters: unknown[] };

export function mockTables() {
  const dynamo = mockClient(DynamoDBDocumentClient);
  const twin = createMemoryDynamo();
  let refusals: string[] = [];

  const run = (statement: Statement): StatementAnswer => {
    const refused = refusals.shift();
    return refused === undefined
      ? twin.executeOne(statement)
      : { Error: { Code: refused, Message: refused } };
  };
  const execute = ({ Statements }: { Statements: Statement[] }) => ({ Responses: Statements.map(run) });

  const reset = (): void => {
    twin.clear();
    refusals = [];
    dynamo.reset();
    dynamo.on(BatchGetCommand).callsFake(twin.batchGet);
    dynamo.on(GetCommand).callsFake(twin.get);
    dynamo.on(BatchExecuteStatementCommand).callsFake(execute);
    dynamo.on(QueryCommand).callsFake(twin.query);
    dynamo.on(ScanCommand).callsFake(twin.scan);
    dynamo.on(UpdateCommand).callsFake(async input => twin.update(input));
    dynamo.on(TransactWriteCommand).callsFake(async input => twin.transactWrite(input));
  };
  reset();

  return {
    reset,
    put: twin.put,
    items: twin.items,
    /** The deliveries; their table holds the health of targets too. */
    rows: () => twin.items('deliveries').filter(item => !isHealthKey({ eventKey: String(item['eventKey']) })),
    remove: twin.delete,
    /** The next statements, in order, are answered with these error codes. */
    refuseStatements: (...codes: string[]): void => {
      refusals = codes;
    },
    dynamo,
    /** What a call of BatchExecuteStatement, BatchGet or Query does, for tests that do more in one. */
    execute,
    read: twin.batchGet,
    queryDue: twin.query,
    updates: () =>
      dynamo.commandCalls(UpdateCommand).length + dynamo.commandCalls(TransactWriteCommand).length,
    count: () => ({
      reads: dynamo.commandCalls(BatchGetCommand).length,
      writes: dynamo.commandCalls(BatchExecuteStatementCommand).length,
    }),
  };
}
