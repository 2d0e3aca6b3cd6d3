// Forged access tokens, signed with the issuer's own key (the emulator keeps it in its temporary folder) or
// with another one.
import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findDeployment } from '../../../ops/deployment.ts';
import { heraldAws } from './herald.ts';

type Claims = Readonly<Record<string, unknown>>;

const {
  outputs: { UserPoolId },
} = await findDeployment('local', { aws: heraldAws });

/** The key that signs the access tokens of the stack's user pool. */
export function issuersKey(): KeyObject {
  const [file] = globSync(join(tmpdir(), 'herald-*', 'cognito-pool-keys', `${UserPoolId}-access.pem`));
  if (!file) throw new Error(`the emulator keeps no signing key of the pool ${UserPoolId}`);
  return createPrivateKey(readFileSync(file));
}

export const foreignKey = (): KeyObject => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const decode = (part = ''): Claims => JSON.parse(Buffer.from(part, 'base64url').toString());

/** A real token with some claims changed, signed with `key`; a claim that is undefined is left out. */
export function altered(token: string, claims: Claims, key = issuersKey()): string {
  const [header, payload] = token.split('.');
  const body = `${header}.${encode({ ...decode(payload), ...claims })}`;
  return `${body}.${sign('sha256', Buffer.from(body), key).toString('base64url')}`;
}

/** The claims of a real token, with the algorithm "none" and without a signature. */
export const unsigned = (token: string): string =>
  `${encode({ ...decode(token.split('.')[0]), alg: 'none' })}.${token.split('.')[1]}.`;

export const withoutSignature = (token: string): string => `${token.split('.').slice(0, 2).join('.')}.`;
