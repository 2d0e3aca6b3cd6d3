// The writes of onboarding: the Registry items of owners and of their clients.
import type { Client } from '../core/model/api/client.ts';
import { updateIfAsRead } from '../core/store/dynamodb/conditional-write.ts';
import type { Action } from '../core/store/dynamodb/transaction.ts';
import { keyOfClient } from '../core/store/registry/clients.ts';
import { licensorKey } from '../core/store/registry/registry-key.ts';
import type { StoreRefusal } from '../core/store/store-error.ts';
import { nameOfOwner, type Owner, platform, referencesTo } from './owner.ts';
import type { UsageKey } from './usage-key.ts';

type ItemKey = { licensor: string; itemId: string };

export function putOwner(table: string, record: Owner): Action {
  const Item = { ...licensorKey(record.licensor), ...record };
  return {
    write: { Put: { TableName: table, Item, ConditionExpression: 'attribute_not_exists(itemId)' } },
    refusal: { kind: 'ALREADY_EXISTS', resource: 'licensor', id: nameOfOwner(record.licensor) },
  };
}

export function putClient(table: string, client: Client): Action {
  const Item = { ...client, ...keyOfClient(client) };
  return {
    write: { Put: { TableName: table, Item, ConditionExpression: 'attribute_not_exists(itemId)' } },
    refusal: { kind: 'ALREADY_EXISTS', resource: 'client', id: client.clientId },
  };
}

/** The condition that no other command has changed the clients or the API key of an owner in the meantime. */
const asRead = ({ clientIds, accessKeys, usageKey }: Owner) => ({
  clientIds,
  accessKeys: accessKeys.length > 0 ? accessKeys : undefined,
  usageKey,
});

/** Refused if another command has changed the owner in the meantime. */
function changeOwner(table: string, before: Owner, changes: Partial<Owner>): Action {
  const Update = {
    TableName: table,
    Key: licensorKey(before.licensor),
    ...updateIfAsRead(changes, asRead(before)),
  };
  const refusal = {
    kind: 'VERSION_CONFLICT',
    resource: 'licensor',
    id: nameOfOwner(before.licensor),
  } as const;
  return { write: { Update }, refusal };
}

/** @param after the owner's clients. @param usage an API key that was made for it; undefined for no change */
export function setClients(
  table: string,
  before: Owner,
  after: readonly Client[],
  usage: UsageKey | undefined,
): Action {
  const { clientIds, accessKeys } = referencesTo(after);
  // An absent list says the same as an empty one, and stays comparable.
  const lists = { clientIds, accessKeys: accessKeys.length > 0 ? accessKeys : undefined };
  return changeOwner(table, before, { ...lists, ...usage });
}

/** Takes the API key out of an owner's record. Its id stays until there is another one. */
export const releaseUsageKey = (table: string, before: Owner): Action =>
  changeOwner(table, before, { usageKey: undefined });

export function changeClient(table: string, key: ItemKey, field: keyof Client, value: unknown): Action {
  return {
    write: {
      Update: {
        TableName: table,
        Key: key,
        UpdateExpression: 'SET #field = :value',
        ExpressionAttributeNames: { '#field': field },
        ExpressionAttributeValues: { ':value': value },
      },
    },
  };
}

export const deleteClient = (table: string, client: Client): Action => ({
  write: { Delete: { TableName: table, Key: keyOfClient(client) } },
});

/** An owner with the API key of its throttle. */
export type WithUsageKey = { licensor: string; usageKey: string };

/** @param fields of an access key. @returns a client of an owner */
export function clientOf(
  { licensor, usageKey }: WithUsageKey,
  clientId: string,
  fields: Pick<Client, 'accessKey' | 'validUntil'> = {},
): Client {
  const common = { clientId, usageKey, disabled: false, ...fields };
  return licensor === platform
    ? { kind: 'platform', ...common }
    : { kind: 'partner', speaksFor: licensor, ...common };
}

/** Why a write was refused, for an operator. */
export function sentenceOf(refusal: StoreRefusal): string {
  if (refusal.kind === 'ALREADY_EXISTS')
    return refusal.resource === 'client'
      ? `client ${refusal.id} belongs to another owner`
      : `${refusal.id} is onboarded already: see partner key create`;
  return refusal.kind === 'VERSION_CONFLICT'
    ? `another command is changing ${refusal.id} at the same time: run this one again`
    : refusal.kind;
}
