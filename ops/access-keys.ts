// The access keys of one owner: adding, replacing, disabling. The methods `check…` are for dry runs.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Client } from '../core/model/api/client.ts';
import { createDynamo } from '../core/store/dynamodb/dynamodb.ts';
import { CommandError } from './command-error.ts';
import type { Deployment } from './deployment.ts';
import { type AccessKeyCredentials, newAccessKey, scopesOfKey } from './new-clients.ts';
import { addClient, clientsOfOwner, disableClients, type OwnerClients } from './owner-clients.ts';
import type { WithUsageKey } from './owner-writes.ts';

/** How many access keys of an owner may work at a time. */
export const accessKeyLimit = 20;

/** `end`: when the key ends, ISO 8601, or `never`, which is the default. */
export type NewKey = { name: string; readOnly?: boolean; end?: string };
/** `end` of the new key. It is required if the older key has an end. */
export type KeyRotation = { name: string; overlapHours: number; end?: string };
/** One key by its id, or else all that have a name: during a rotation there are several. */
export type KeyChoice = { id: string } | { name: string };

export class AccessKeys {
  private readonly deployment: Deployment;
  private readonly db: DynamoDBDocumentClient;

  constructor(deployment: Deployment) {
    this.deployment = deployment;
    this.db = createDynamo(new DynamoDBClient(deployment.aws));
  }

  /** All that are stored, oldest first. @throws CommandError if the owner is not onboarded */
  async list(owner: string): Promise<Client[]> {
    return byAge((await this.clientsOf(owner)).clients);
  }

  /** @throws CommandError if the name is in use, or if the owner has as many keys as it may have */
  async checkAdd(owner: string, { name, readOnly = false }: NewKey) {
    const clients = await this.clientsOf(owner);
    if (named(clients, name).length > 0)
      throw new CommandError(
        `it has an access key named ${name}: choose another name, or see partner key rotate`,
      );
    requireRoom(clients);
    return { clients, scopes: scopesOfKey(owner, readOnly) };
  }

  /** @throws CommandError, see `checkAdd` */
  async add(owner: string, key: NewKey): Promise<AccessKeyCredentials> {
    const { clients, scopes } = await this.checkAdd(owner, key);
    const fields = { name: key.name, scopes, ...until(key.end) };
    return addClient(this.deployment, this.db, clients, of => newAccessKey(this.deployment, of, fields));
  }

  /**
   * @returns `replaced`: oldest first
   * @throws CommandError if no key has the name, or if it expires and the end of the new one is not given
   */
  async checkRotate(owner: string, { name, end }: KeyRotation) {
    const clients = await this.clientsOf(owner);
    const replaced = named(clients, name);
    const newest = replaced.at(-1);
    if (!newest?.accessKey) throw noSuchKey(`named ${name}`);
    if (newest.validUntil !== undefined && end === undefined)
      throw new CommandError(
        `the key ends at ${newest.validUntil}: add --expires <time>, or --expires never`,
      );
    // The older key ends by itself, so a rotation needs room for a while only.
    requireRoom(clients, 2 * accessKeyLimit);
    return { clients, replaced, scopes: newest.accessKey.scopes };
  }

  /**
   * Makes a key with the name and scopes of an older one, which stays valid for the overlap.
   * @throws CommandError, see `checkRotate`
   */
  async rotate(owner: string, rotation: KeyRotation): Promise<AccessKeyCredentials> {
    const { clients, replaced, scopes } = await this.checkRotate(owner, rotation);
    const { name, overlapHours, end } = rotation;
    const fields = { name, scopes, ...until(end) };
    const make = (of: WithUsageKey) => newAccessKey(this.deployment, of, fields);
    return addClient(this.deployment, this.db, clients, make, { replaced, overlapHours });
  }

  /** @returns the keys that `disable` would disable. @throws CommandError if there is none */
  async checkDisable(owner: string, choice: KeyChoice): Promise<Client[]> {
    const clients = await this.clientsOf(owner);
    const chosen =
      'id' in choice
        ? keysIn(clients.usable).filter(({ clientId }) => clientId === choice.id)
        : named(clients, choice.name);
    if (chosen.length === 0) throw noSuchKey('id' in choice ? choice.id : `named ${choice.name}`);
    return chosen;
  }

  /** Each works until the authorizer's cache has expired. @returns those that are now disabled */
  async disable(owner: string, choice: KeyChoice): Promise<Client[]> {
    const chosen = await this.checkDisable(owner, choice);
    const { record } = await this.clientsOf(owner);
    await disableClients(this.deployment, this.db, record, chosen);
    return chosen;
  }

  private clientsOf(owner: string): Promise<OwnerClients> {
    return clientsOfOwner(this.db, this.deployment.outputs.RegistryTable, owner);
  }
}

const until = (end = 'never') => (end === 'never' ? {} : { validUntil: end });

const noSuchKey = (which: string): CommandError =>
  new CommandError(`the owner has no access key ${which} that works: see partner key list`);

const keysIn = (clients: readonly Client[]): Client[] => clients.filter(({ accessKey }) => accessKey);

const byAge = (clients: readonly Client[]): Client[] =>
  keysIn(clients).toSorted((a, b) => createdAt(a).localeCompare(createdAt(b)));
const createdAt = ({ accessKey }: Client): string => accessKey?.createdAt ?? '';

/** The keys of a name that work, oldest first. */
const named = ({ usable }: OwnerClients, name: string): Client[] =>
  byAge(usable).filter(({ accessKey }) => accessKey?.name === name);

function requireRoom({ usable }: OwnerClients, most = accessKeyLimit): void {
  if (keysIn(usable).length >= most)
    throw new CommandError(`the owner has ${most} access keys that work: disable one first`);
}
