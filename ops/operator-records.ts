// The change records of what operators do (docs/decisions/0045-change-records.md).
import { type ChangedResource, changeOf } from '../core/model/api/change-record.ts';
import type { Client } from '../core/model/api/client.ts';
import type { Action } from '../core/store/dynamodb/transaction.ts';
import { createRecordChange } from '../core/store/registry/change-records.ts';
import type { Deployment } from './deployment.ts';
import { operatorArn } from './operator.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * @param owner the licensor, or the platform
 * @param before the fields before the change; undefined for a new resource
 * @returns the action of the change's transaction that records it
 */
export type RecordByOperator = (
  owner: string,
  resource: ChangedResource,
  before: Fields | undefined,
  after: Fields | undefined,
) => Action;

/** Records what the operator with the AWS credentials in use does. */
export async function recordByOperator({ aws, outputs }: Deployment): Promise<RecordByOperator> {
  const by = { kind: 'OPERATOR' as const, id: await operatorArn(aws) };
  const record = createRecordChange(outputs.RegistryTable, Number(outputs.ChangesKeptForDays), Date.now);
  return (owner, resource, before, after) => record(owner, changeOf(by, resource, before, after));
}

/** What records call a client. */
export const resourceOfClient = ({ clientId, accessKey }: Client): ChangedResource => ({
  kind: accessKey ? 'accessKey' : 'oauthClient',
  id: clientId,
});

/** What records have of a client: nothing of an access key from which it could be made. */
export const fieldsOfClient = ({ accessKey, disabled, validUntil }: Client): Fields => ({
  ...(accessKey && { name: accessKey.name, scopes: accessKey.scopes }),
  disabled,
  validUntil,
});
