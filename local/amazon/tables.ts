// Creates Herald's tables in DynamoDB Local, from a synthesized template: so they cannot differ from those
// that are deployed.
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod';

const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const projection = z.object({
  ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
  NonKeyAttributes: z.array(z.string()).optional(),
});
const tableSchema = z.object({
  Type: z.enum(['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable']),
  Properties: z.object({
    AttributeDefinitions: z.array(
      z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
    ),
    KeySchema: keySchema,
    GlobalSecondaryIndexes: z
      .array(z.object({ IndexName: z.string(), KeySchema: keySchema, Projection: projection }))
      .optional(),
    StreamSpecification: z
      .object({ StreamViewType: z.enum(['NEW_IMAGE', 'NEW_AND_OLD_IMAGES', 'OLD_IMAGE', 'KEYS_ONLY']) })
      .optional(),
  }),
});
const templateSchema = z.object({ Resources: z.record(z.string(), z.unknown()) });

export type TableDefinition = {
  readonly logicalId: string;
  readonly create: Omit<CreateTableCommandInput, 'TableName'>;
};

/** @param template of CloudFormation, parsed from JSON */
export function tablesIn(template: unknown): TableDefinition[] {
  return Object.entries(templateSchema.parse(template).Resources).flatMap(([logicalId, resource]) => {
    if (!/"Type":"AWS::DynamoDB::(Global)?Table"/.test(JSON.stringify(resource))) return [];
    const { StreamSpecification, ...keys } = tableSchema.parse(resource).Properties;
    const stream = StreamSpecification && { StreamEnabled: true, ...StreamSpecification };
    const create = { ...keys, StreamSpecification: stream, BillingMode: 'PAY_PER_REQUEST' as const };
    return [{ logicalId, create }];
  });
}

/**
 * Creates tables without time to live: DynamoDB Local deletes expired items within seconds, and the tests'
 * builders make events that were accepted long ago.
 * @param name the table's name for its logical id; the id itself by default
 */
export async function createTables(
  db: DynamoDBClient,
  tables: readonly TableDefinition[],
  name: (logicalId: string) => string = id => id,
): Promise<void> {
  for (const { logicalId, create } of tables)
    await db.send(new CreateTableCommand({ ...create, TableName: name(logicalId) }));
}
