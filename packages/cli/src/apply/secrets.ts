// Credentials in files: references to variables of the environment, such as `${env:HOOK_SECRET}`. They are
// read when something is written to Herald, so that `--check` and a plan need none.
import { usage } from '../failure.ts';
import type { Environment } from '../profiles.ts';
import { type Fields, isFields, isText } from './records.ts';

/** Fields of `auth` and `authConfig` that no answer of the API has (docs/api.md, "Register a target"). */
const secretFields = new Set([
  'hmacSecret',
  'bearerToken',
  'apiKey',
  'password',
  'clientSecret',
  'queryParameterValue',
]);
const parameterLists = new Set(['bodyParameters', 'headerParameters']);
const reference = /\$\{env:([A-Za-z_][A-Za-z0-9_]*)\}/g;
const isReference = /^\$\{env:[A-Za-z_][A-Za-z0-9_]*\}$/;

/** Calls `change` for each credential of an `auth`. `undefined` takes the field out. */
function mapSecrets(
  auth: unknown,
  change: (secret: unknown, path: string) => unknown,
  path: string,
): unknown {
  if (!isFields(auth)) return auth;
  const fields = Object.entries(auth).map(([name, value]) => {
    const at = `${path}.${name}`;
    if (secretFields.has(name)) return [name, change(value, at)];
    if (name === 'signature') return [name, mapSecrets(value, change, at)];
    if (!parameterLists.has(name) || !Array.isArray(value)) return [name, value];
    return [
      name,
      value.map((one: unknown) =>
        isFields(one) ? { ...one, value: change(one['value'], `${at}.value`) } : one,
      ),
    ];
  });
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
}

/** The part of an `auth` that the API shows. */
export const withoutSecrets = (auth: unknown): unknown =>
  JSON.parse(JSON.stringify(mapSecrets(auth, () => undefined, '') ?? null));

/** Whether it has a credential, so that a change could not be seen. */
export function hasSecrets(auth: unknown): boolean {
  let found = false;
  mapSecrets(
    auth,
    secret => {
      found = true;
      return secret;
    },
    '',
  );
  return found;
}

/** @throws Failure if a credential is written out: files are copied, committed and shown */
export function requireReferences(auth: unknown, path: string): void {
  mapSecrets(
    auth,
    (secret, at) => {
      if (secret !== '' && !(isText(secret) && isReference.test(secret)))
        throw usage(`${at}: expected a reference such as \${env:NAME}, because it is a credential`);
      return secret;
    },
    path,
  );
}

/** @returns the value with all references filled in. @throws Failure that names a variable which is not set */
export function resolved(value: unknown, env: Environment, path: string): unknown {
  if (isText(value))
    return value.replaceAll(reference, (_, name: string) => {
      const found = env[name];
      if (found === undefined || found === '') throw usage(`${path}: the variable ${name} is not set`);
      return found;
    });
  if (Array.isArray(value)) return value.map((one, index) => resolved(one, env, `${path}[${index}]`));
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, resolved(one, env, `${path}.${name}`)]),
  );
}

export type SecretNames = (field: string) => string;

/** @returns the `auth` with a reference for each credential that its kind has, for an export */
export function withReferences(auth: Fields, nameOf: SecretNames): Fields {
  const references = (fieldsOfKind[String(auth['type'])] ?? []).map(name => [
    name,
    referenceTo(nameOf(name)),
  ]);
  const { signature } = auth;
  const lists = [...parameterLists].flatMap(name => {
    const list = auth[name];
    if (!Array.isArray(list)) return [];
    return [[name, list.map((one: Fields) => ({ ...one, value: referenceTo(nameOf(`${one['key']}`)) }))]];
  });
  return {
    ...auth,
    ...Object.fromEntries(references),
    ...Object.fromEntries(lists),
    ...(isFields(signature) && {
      signature: { ...signature, hmacSecret: referenceTo(nameOf('hmacSecret')) },
    }),
  };
}

const fieldsOfKind: Readonly<Record<string, readonly string[]>> = {
  bearer: ['bearerToken'],
  apiKey: ['apiKey'],
  hmac: ['hmacSecret'],
  basic: ['password'],
  oauth: ['clientSecret'],
  queryParameter: ['queryParameterValue'],
};

const referenceTo = (name: string): string => `\${env:${name}}`;
