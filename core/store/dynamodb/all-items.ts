// All items of a query or a scan, page after page.
import {
  type DynamoDBDocumentClient,
  paginateQuery,
  paginateScan,
  type QueryCommandInput,
  type ScanCommandInput,
} from '@aws-sdk/lib-dynamodb';

type Item = Record<string, unknown>;

export async function* queryAll(
  client: DynamoDBDocumentClient,
  input: QueryCommandInput,
): AsyncGenerator<Item> {
  for await (const { Items = [] } of paginateQuery({ client }, input)) yield* Items;
}

export async function* scanAll(
  client: DynamoDBDocumentClient,
  input: ScanCommandInput,
): AsyncGenerator<Item> {
  for await (const { Items = [] } of paginateScan({ client }, input)) yield* Items;
}
