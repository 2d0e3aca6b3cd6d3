// An issuer of access tokens on the loopback interface: it publishes its keys (RFC 7517) and signs tokens
// with them.
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { type Loopback, serve } from './loopback-server.ts';

export type Claims = Record<string, unknown>;
export type TokenParts = { header?: Claims; claims?: Claims; key?: KeyObject };
export type Issuer = Loopback & {
  /** The variables of an authorizer that trusts this issuer. */
  environment: { ISSUER: string; JWKS_URL: string };
  /** A token of this issuer; a claim that is undefined is left out. */
  token: (parts?: TokenParts) => string;
  /** A key that the issuer does not publish. */
  unpublishedKey: KeyObject;
  publicKey: KeyObject;
  /** Sets the answer to requests for the keys from now on. */
  answerKeys: (status: number, body?: string) => void;
  /** The number of requests for the keys. */
  asked: () => number;
};

const encode = (part: Claims): string => Buffer.from(JSON.stringify(part)).toString('base64url');

/** A signed JWT (RFC 7515, RS256). */
export function signToken(header: Claims, claims: Claims, key: KeyObject): string {
  const signed = `${encode({ alg: 'RS256', ...header })}.${encode(claims)}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
}

/** A JWT without a signature. @param alg the algorithm in its header */
export const unsignedToken = (alg: string, kid: string, claims: Claims): string =>
  `${encode({ alg, kid })}.${encode(claims)}.`;

export const kid = 'key-1';
const issuerUrl = 'https://issuer.example.com/pool';
const newKey = () => generateKeyPairSync('rsa', { modulusLength: 2048 });

/** The claims of a token for the client `acme-client`, as Cognito writes them. */
export const claimsOf = (claims: Claims = {}): Claims => {
  const now = Math.floor(Date.now() / 1000);
  const common = { iss: issuerUrl, sub: 'acme-client', client_id: 'acme-client', token_use: 'access' };
  return { ...common, scope: '', iat: now, exp: now + 3600, jti: 'token-1', ...claims };
};

export async function startIssuer(): Promise<Issuer> {
  const { privateKey, publicKey } = newKey();
  const { privateKey: unpublishedKey } = newKey();
  const published = { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' };
  const keys = JSON.stringify({ keys: [published] });
  let answer = { status: 200, body: keys };
  let asked = 0;
  const server = await serve((_, response) => {
    asked++;
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
  });
  return Object.assign(server, {
    environment: { ISSUER: issuerUrl, JWKS_URL: `${server.origin}/keys` },
    token: ({ header, claims, key = privateKey }: TokenParts = {}) =>
      signToken({ kid, ...header }, claimsOf(claims), key),
    unpublishedKey,
    publicKey,
    answerKeys: (status: number, body = keys) => {
      answer = { status, body };
    },
    asked: () => asked,
  });
}
