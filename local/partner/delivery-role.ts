// The role that a partner creates for Herald, with the trust and permission policies of reference text 1.
import {
  CreateRoleCommand,
  DeleteRolePolicyCommand,
  type IAMClient,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { account, partnerAccount } from '../emulator/emulator.ts';

type Trust = {
  readonly externalId: string;
  /** The pattern for `aws:PrincipalArn`, which matches the roles of Herald's deliverer. */
  readonly principalPattern: string;
};

const policyName = 'delivery';

export class DeliveryRole {
  readonly arn: string;
  readonly #iam: IAMClient;
  readonly #name: string;
  readonly #trust: Trust;
  readonly #permission: string;

  constructor(
    iam: IAMClient,
    name: string,
    trust: Trust,
    actions: string | readonly string[],
    resource: string,
  ) {
    this.arn = `arn:aws:iam::${partnerAccount}:role/${name}`;
    this.#iam = iam;
    this.#name = name;
    this.#trust = trust;
    this.#permission = policy({ Effect: 'Allow', Action: actions, Resource: resource });
  }

  get externalId(): string {
    return this.#trust.externalId;
  }

  async create(): Promise<void> {
    const trust = trustPolicy(this.#trust);
    await this.#iam.send(new CreateRoleCommand({ RoleName: this.#name, AssumeRolePolicyDocument: trust }));
    await this.restorePermission();
  }

  /** Changes the external id that the role requires; Herald still uses the old one. */
  async requireExternalId(externalId: string): Promise<void> {
    await this.#putTrust(trustPolicy({ ...this.#trust, externalId }));
  }

  /** The "confused deputy" mistake: any licensor that knows the role's name can make Herald use the role. */
  async requireNoExternalId(): Promise<void> {
    await this.#putTrust(trustPolicy({ ...this.#trust, externalId: undefined }));
  }

  async #putTrust(PolicyDocument: string): Promise<void> {
    await this.#iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: this.#name, PolicyDocument }));
  }

  async removePermission(): Promise<void> {
    await this.#iam.send(new DeleteRolePolicyCommand({ RoleName: this.#name, PolicyName: policyName }));
  }

  async restorePermission(): Promise<void> {
    const permission = { RoleName: this.#name, PolicyName: policyName, PolicyDocument: this.#permission };
    await this.#iam.send(new PutRolePolicyCommand(permission));
  }
}

type PrintedTrust = Omit<Trust, 'externalId'> & { readonly externalId: string | undefined };

function trustPolicy({ externalId, principalPattern }: PrintedTrust): string {
  return policy({
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${account}:root` },
    Action: 'sts:AssumeRole',
    Condition: {
      ...(externalId !== undefined && { StringEquals: { 'sts:ExternalId': externalId } }),
      ArnLike: { 'aws:PrincipalArn': principalPattern },
    },
  });
}

function policy(statement: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}
