// Onboards a licensor, or the platform, with its first clients. If a step fails, the steps before it are
// undone.
import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ownExternalId, reservedNames } from '../core/model/api/licensor.ts';
import { scanAll } from '../core/store/dynamodb/all-items.ts';
import { createDynamo } from '../core/store/dynamodb/dynamodb.ts';
import { listAction } from '../core/store/registry/licensor-directory.ts';
import { licensorKey } from '../core/store/registry/registry-key.ts';
import { CommandError } from './command-error.ts';
import type { Deployment } from './deployment.ts';
import { type AccessKeyCredentials, newAccessKey, newOauthClient, scopesOfKey } from './new-clients.ts';
import { checkOauth, type OauthCredentials } from './oauth-clients.ts';
import { fieldsOfClient, recordByOperator, resourceOfClient } from './operator-records.ts';
import { findOwner, nameOfOwner, type Owner, ownerSchema, platform, referencesTo } from './owner.ts';
import { clientsOf, write } from './owner-clients.ts';
import { putClient, putOwner } from './owner-writes.ts';
import { requireFreeName } from './removed-licensors.ts';
import { createUsageKey, deleteUsageKey, requireUsagePlan } from './usage-key.ts';

/** `oauth`: an OAuth client beside the first access key; `clientId`: one that exists at another issuer. */
export type OnboardingOptions = { tier: string; contact?: string; oauth?: { clientId?: string } };
export type Onboarded = {
  owner: string;
  externalId: string;
  accessKey: AccessKeyCredentials;
  oauth?: OauthCredentials;
};

/** The name of an owner's first access key. */
export const firstKeyName = 'default';

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
  async checkCreate(owner: string, { tier, oauth }: OnboardingOptions): Promise<void> {
    if (reservedNames.includes(owner.toLowerCase()))
      throw new CommandError(`"${owner}" cannot name a licensor: paths of the API begin with that word`);
    if (await findOwner(this.db, this.table, owner))
      throw new CommandError(`${nameOfOwner(owner)} is onboarded already: see partner key create`);
    await requireFreeName(this.db, this.table, owner, Date.now());
    requireUsagePlan(this.deployment, tier);
    if (oauth) checkOauth(this.deployment, oauth.clientId);
  }

  /** @throws CommandError if the owner is onboarded already, or if the tier or another option is wrong */
  async create(owner: string, options: OnboardingOptions): Promise<Onboarded> {
    await this.checkCreate(owner, options);
    const { tier, contact, oauth } = options;
    const usage = await createUsageKey(this.deployment, owner, tier);
    const of = { licensor: owner, ...usage };
    const key = newAccessKey(this.deployment, of, { name: firstKeyName, scopes: scopesOfKey(owner, false) });
    try {
      const client = oauth && (await newOauthClient(this.deployment, of, oauth.clientId));
      const clients = [key.client, ...(client ? [client.client] : [])];
      const record: Owner = {
        ...of,
        tier,
        contact,
        externalId: ownExternalId(nameOfOwner(owner), randomBytes(16).toString('hex')),
        createdAt: new Date().toISOString(),
        ...referencesTo(clients),
        targetCount: 0,
        subscriptionCount: 0,
        authProfileCount: 0,
      };
      const recordChange = await recordByOperator(this.deployment);
      const puts = [
        putOwner(this.table, record),
        ...(owner === platform ? [] : [listAction(this.table, owner)]),
        ...clients.map(one => putClient(this.table, one)),
        recordChange(owner, { kind: 'licensor', id: nameOfOwner(owner) }, undefined, { tier, contact }),
        ...clients.map(one => recordChange(owner, resourceOfClient(one), undefined, fieldsOfClient(one))),
      ];
      await write(this.db, puts).catch(async error => {
        await client?.takeBack();
        throw error;
      });
      const shown = { owner: nameOfOwner(owner), externalId: record.externalId, accessKey: key.credentials };
      return client ? { ...shown, oauth: client.credentials } : shown;
    } catch (error) {
      await deleteUsageKey(this.deployment, usage);
      throw error;
    }
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
    return (await clientsOf(this.db, this.table, record)).usable.length;
  }
}
