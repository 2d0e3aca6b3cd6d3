// Onboards a licensor, or the platform, with its clients. If a step fails, the steps before it are undone.
import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type Client, clientSchema, isUsable } from '../core/model/api/client.ts';
import { ownExternalId } from '../core/model/api/licensor.ts';
import { scanAll } from '../core/store/dynamodb/all-items.ts';
import { batchGet } from '../core/store/dynamodb/batch-get.ts';
import { createDynamo } from '../core/store/dynamodb/dynamodb.ts';
import { type Action, transact } from '../core/store/dynamodb/transaction.ts';
import { clientKey, licensorKey } from '../core/store/registry/registry-key.ts';
import { StoreError } from '../core/store/store-error.ts';
import { CommandError } from './command-error.ts';
import { type Credentials, checkClientId, createCredentials, deleteCredentials } from './credentials.ts';
import type { Deployment } from './deployment.ts';
import { findOwner, nameOfOwner, notOnboarded, type Owner, ownerSchema } from './owner.ts';
import {
  changeClient,
  clientOf,
  deleteClient,
  putClient,
  putOwner,
  sentenceOf,
  setClients,
} from './owner-writes.ts';
import { requireFreeName } from './removed-licensors.ts';
import { createUsageKey, deleteUsageKey, requireUsagePlan } from './usage-key.ts';

export type Onboarded = { owner: string; externalId: string; credentials: Credentials };
export type OnboardingOptions = { tier: string; contact?: string; clientId?: string };

export class Onboarding {
  private readonly deployment: Deployment;
  private readonly db: DynamoDBDocumentClient;
  private readonly table: string;

  constructor(deployment: Deployment) {
    this.deployment = deployment;
    this.db = createDynamo(new DynamoDBClient(deployment.aws));
    this.table = deployment.outputs.RegistryTable;
  }

  /** @throws CommandError if `create` would refuse the owner or the options */
  async checkCreate(owner: string, { tier, clientId }: OnboardingOptions): Promise<void> {
    if (await findOwner(this.db, this.table, owner))
      throw new CommandError(`${nameOfOwner(owner)} is onboarded already: see rotate`);
    await requireFreeName(this.db, this.table, owner, Date.now());
    requireUsagePlan(this.deployment, tier);
    checkClientId(this.deployment, clientId);
  }

  /** @throws CommandError if the owner is onboarded already, or if the tier or the client id is wrong */
  async create(owner: string, { tier, contact, clientId }: OnboardingOptions): Promise<Onboarded> {
    await this.checkCreate(owner, { tier, clientId });
    const { table } = this;
    const usage = await createUsageKey(this.deployment, owner, tier);
    const credentials = await createCredentials(this.deployment, owner, clientId).catch(async error => {
      await deleteUsageKey(this.deployment, usage);
      throw error;
    });
    const record: Owner = {
      licensor: owner,
      tier,
      contact,
      ...usage,
      externalId: ownExternalId(nameOfOwner(owner), randomBytes(16).toString('hex')),
      createdAt: new Date().toISOString(),
      clientIds: [credentials.clientId],
      targetCount: 0,
      subscriptionCount: 0,
      authProfileCount: 0,
    };
    await this.write(putOwner(table, record), putClient(table, clientOf(record, credentials.clientId))).catch(
      async error => {
        if (clientId === undefined) await deleteCredentials(this.deployment, credentials.clientId);
        await deleteUsageKey(this.deployment, usage);
        throw error;
      },
    );
    return { owner: nameOfOwner(owner), externalId: record.externalId, credentials };
  }

  /**
   * @returns all owners, and the names in the items that do not match the schema: these must not hide the
   *   others
   */
  async list(): Promise<{ owners: Owner[]; unreadable: string[] }> {
    const owners: Owner[] = [];
    const unreadable: string[] = [];
    const items = scanAll(this.db, {
      TableName: this.table,
      FilterExpression: 'itemId = :licensor',
      ExpressionAttributeValues: { ':licensor': licensorKey('').itemId },
    });
    for await (const item of items) {
      const owner = ownerSchema.safeParse(item);
      if (owner.success) owners.push(owner.data);
      else unreadable.push(String(item['licensor']));
    }
    return { owners, unreadable };
  }

  /** How many clients of an owner are valid. */
  async countUsable(record: Owner): Promise<number> {
    return (await this.usableClientsOf(record)).length;
  }

  /** @returns the ids of the valid clients of an owner. @throws CommandError if it is not onboarded */
  async usableClients(owner: string): Promise<string[]> {
    return (await this.usableClientsOf(await this.find(owner))).map(({ clientId }) => clientId);
  }

  /** @returns the clients that a rotation would replace. @throws CommandError if `rotate` would refuse */
  async checkRotate(owner: string, clientId?: string): Promise<string[]> {
    checkClientId(this.deployment, clientId);
    return this.usableClients(owner);
  }

  /**
   * Gives an owner a new client. The older ones stay valid for `overlapHours`; those that are not valid are
   * deleted.
   */
  async rotate(owner: string, overlapHours: number, clientId?: string): Promise<Onboarded> {
    const { table } = this;
    const record = await this.find(owner);
    const clients = await this.clientsOf(record);
    const usable = clients.filter(client => isUsable(client, Date.now()));
    const spent = clients.filter(client => !usable.includes(client));
    const end = new Date(Date.now() + overlapHours * 3600 * 1000).toISOString();
    const credentials = await createCredentials(this.deployment, owner, clientId);
    await this.write(
      setClients(table, record, [...usable.map(client => client.clientId), credentials.clientId]),
      putClient(table, clientOf(record, credentials.clientId)),
      ...usable.map(client =>
        changeClient(table, client.clientId, 'validUntil', earlier(client.validUntil, end)),
      ),
      ...spent.map(client => deleteClient(table, client.clientId)),
    ).catch(async error => {
      if (clientId === undefined) await deleteCredentials(this.deployment, credentials.clientId);
      throw error;
    });
    const ended = overlapHours === 0 ? clients : spent;
    await Promise.all(ended.map(client => deleteCredentials(this.deployment, client.clientId)));
    return { owner: nameOfOwner(owner), externalId: record.externalId, credentials };
  }

  /**
   * Disables every client of an owner. Its tokens are refused as soon as the authorizer's cache has
   * expired.
   */
  async disable(owner: string): Promise<Owner> {
    const record = await this.find(owner);
    await this.write(...record.clientIds.map(id => changeClient(this.table, id, 'disabled', true)));
    await Promise.all(record.clientIds.map(id => deleteCredentials(this.deployment, id)));
    return record;
  }

  private async find(owner: string): Promise<Owner> {
    const record = await findOwner(this.db, this.table, owner);
    if (!record) throw notOnboarded(owner);
    return record;
  }

  private async usableClientsOf(record: Owner): Promise<Client[]> {
    return (await this.clientsOf(record)).filter(client => isUsable(client, Date.now()));
  }

  private async clientsOf({ clientIds }: Owner): Promise<Client[]> {
    const { [this.table]: items = [] } = await batchGet(this.db, { [this.table]: clientIds.map(clientKey) });
    return items.map(item => clientSchema.parse(item));
  }

  private async write(...actions: Action[]): Promise<void> {
    await transact(this.db, actions).catch((error: unknown) => {
      throw error instanceof StoreError ? new CommandError(sentenceOf(error.refusal)) : error;
    });
  }
}

/** The earlier of two ISO 8601 times. */
const earlier = (a: string | undefined, b: string): string => (a !== undefined && a < b ? a : b);
