// The writes of onboarding: the Registry items of owners and of their clients.
import type { Client } from '../core/model/api/client.ts';
import type { Action } from '../core/store/dynamodb/transaction.ts';
import { clientKey, licensorKey } from '../core/store/registry/registry-key.ts';
import type { StoreRefusal } from '../core/store/store-error.ts';
import { nameOfOwner, type Owner, platform } from './owner.ts';

export function putOwner(table: string, record: Owner): Action {
  const Item = { ...licensorKey(record.licensor), ...record };
  return {
    write: { Put: { TableName: table, Item, ConditionExpression: 'attribute_not_exists(itemId)' } },
    refusal: { kind: 'ALREADY_EXISTS', resource: 'licensor', id: nameOfOwner(record.licensor) },
  };
}

export function putClient(table: string, client: Client): Action {
  const Item = { ...client, ...clientKey(client.clientId) };
  return {
    write: { Put: { TableName: table, Item, ConditionExpression: 'attribute_not_exists(itemId)' } },
    refusal: { kind: 'ALREADY_EXISTS', resource: 'client', id: client.clientId },
  };
}

/** Refused if another command has changed the clients in the meantime. */
export function setClients(
  table: string,
  { licensor, clientIds: before }: Owner,
  clientIds: string[],
): Action {
  return {
    write: {
      Update: {
        TableName: table,
        Key: licensorKey(licensor),
        UpdateExpression: 'SET clientIds = :after',
        ConditionExpression: 'clientIds = :before',
        ExpressionAttributeValues: { ':after': clientIds, ':before': before },
      },
    },
    refusal: { kind: 'VERSION_CONFLICT', resource: 'licensor', id: nameOfOwner(licensor) },
  };
}

export function changeClient(table: string, clientId: string, field: keyof Client, value: unknown): Action {
  return {
    write: {
      Update: {
        TableName: table,
        Key: clientKey(clientId),
        UpdateExpression: 'SET #field = :value',
        ExpressionAttributeNames: { '#field': field },
        ExpressionAttributeValues: { ':value': value },
      },
    },
  };
}

export const deleteClient = (table: string, clientId: string): Action => ({
  write: { Delete: { TableName: table, Key: clientKey(clientId) } },
});

export function clientOf({ licensor, usageKey }: Owner, clientId: string): Client {
  const common = { clientId, usageKey, disabled: false };
  return licensor === platform
    ? { kind: 'platform', ...common }
    : { kind: 'partner', speaksFor: licensor, ...common };
}

/** Why a write was refused, for an operator. */
export function sentenceOf(refusal: StoreRefusal): string {
  if (refusal.kind === 'ALREADY_EXISTS')
    return refusal.resource === 'client'
      ? `client ${refusal.id} belongs to another owner`
      : `${refusal.id} is onboarded already: see rotate`;
  return refusal.kind === 'VERSION_CONFLICT'
    ? `another command is changing ${refusal.id} at the same time: run this one again`
    : refusal.kind;
}
