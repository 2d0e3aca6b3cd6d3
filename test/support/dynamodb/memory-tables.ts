// Herald's tables on the in-memory DynamoDB, behind a mocked client of the SDK that records its calls.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
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
import type { Event } from '../../../core/model/event/event.ts';
import { listedEvent } from '../builders/stored-items.ts';
import { createHeraldTables } from './herald-tables.ts';
import type { Statement } from './partiql.ts';

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

/** @param everyClient whether all document clients use these tables, for code that creates its own client */
export function mockTables({ everyClient = false } = {}) {
  const db = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'eu-west-1' }));
  const dynamo = mockClient(everyClient ? DynamoDBDocumentClient : db);
  const tables = createHeraldTables();
  let refusals: string[] = [];

  const reset = (): void => {
    tables.clear();
    refusals = [];
    tables.faults.statement = () => refusals.shift();
    dynamo.reset();
    for (const command of commands)
      dynamo
        .on(command as typeof GetCommand)
        .callsFake(async input => tables.carryOutCommand(command.name, input));
  };
  const items = (table: string): Item[] => [...tables.items(table)].map(item => structuredClone(item));
  reset();

  return {
    /** The client that reads and writes these tables. */
    db,
    reset,
    put: tables.put,
    /** Stores an event, and the page that lists it. */
    accept: (accepted: Event): void => {
      const { page, event } = listedEvent(accepted);
      tables.put('event-pages', page);
      tables.put('events', event);
    },
    items,
    /** The rows of deliveries. Other items of the table, e.g. a target's health, have a "!" in the key. */
    rows: () => items('deliveries').filter(item => !String(item['eventKey']).includes('!')),
    remove: tables.remove,
    /** The next statements, in order, are answered with these error codes. */
    refuseStatements: (...codes: string[]): void => {
      refusals = codes;
    },
    /**
     * Decides about each statement from now on: `answer` returns an error code, or undefined to carry it out.
     */
    onStatement: (answer: (statement: Statement) => string | undefined): void => {
      tables.faults.statement = answer;
    },
    dynamo,
    /**
     * Carry out BatchExecuteStatement, BatchGet or Query, for tests that replace the mock of one of these.
     */
    carryOut: (command: { name: string }, input: object) => tables.carryOutCommand(command.name, input),
    execute: (input: object) => tables.carryOutCommand(BatchExecuteStatementCommand.name, input),
    read: (input: object) =>
      tables.carryOutCommand(BatchGetCommand.name, input) as { Responses: Record<string, Item[]> },
    query: (input: object) => tables.carryOutCommand(QueryCommand.name, input),
    updates: () =>
      dynamo.commandCalls(UpdateCommand).length + dynamo.commandCalls(TransactWriteCommand).length,
    count: () => ({
      reads: dynamo.commandCalls(BatchGetCommand).length,
      writes: dynamo.commandCalls(BatchExecuteStatementCommand).length,
    }),
  };
}
