// DynamoDB in memory for tests of exported handlers and of stores: the twin, behind a mock of the SDK's client that counts the calls.
import {
  BatchExecuteStatementCommand,
  BatchGetCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { isHealthKey } from '../../../core/store/deliveries/target-health.ts';
import { createHeraldTwin } from './herald-tables.ts';

type Item = Record<string, unknown>;
const commands = [
  BatchExecuteStatementCommand,
  BatchGetCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteCommand,
  UpdateCommand,
] as const;

export function mockTables() {
  const dynamo = mockClient(DynamoDBDocumentClient);
  const twin = createHeraldTwin();
  let refusals: string[] = [];

  const reset = (): void => {
    twin.clear();
    refusals = [];
    twin.faults.statement = () => refusals.shift();
    dynamo.reset();
    for (const command of commands)
      dynamo
        .on(command as typeof GetCommand)
        .callsFake(async input => twin.carryOutCommand(command.name, input));
  };
  const items = (table: string): Item[] => [...twin.items(table)].map(item => structuredClone(item));
  reset();

  return {
    reset,
    put: twin.put,
    items,
    /** The deliveries; their table holds the health of targets too. */
    rows: () => items('deliveries').filter(item => !isHealthKey({ eventKey: String(item['eventKey']) })),
    remove: twin.remove,
    /** The next statements, in order, are answered with these error codes. */
    refuseStatements: (...codes: string[]): void => {
      refusals = codes;
    },
    dynamo,
    /** What a call of BatchExecuteStatement, BatchGet or Query does, for tests that do more in one. */
    execute: (input: object) => twin.carryOutCommand(BatchExecuteStatementCommand.name, input),
    read: (input: object) =>
      twin.carryOutCommand(BatchGetCommand.name, input) as { Responses: Record<string, Item[]> },
    queryDue: (input: object) => twin.carryOutCommand(QueryCommand.name, input),
    updates: () =>
      dynamo.commandCalls(UpdateCommand).length + dynamo.commandCalls(TransactWriteCommand).length,
    count: () => ({
      reads: dynamo.commandCalls(BatchGetCommand).length,
      writes: dynamo.commandCalls(BatchExecuteStatementCommand).length,
    }),
  };
}
