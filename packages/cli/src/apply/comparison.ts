// What the file wants and what Herald has, in one form, so that they can be compared.
import type { Kind } from './document.ts';
import { canonical, type Fields, isFields, isText } from './records.ts';
import { withoutSecrets } from './secrets.ts';

export type Difference = { readonly field: string; readonly before?: unknown; readonly after?: unknown };

/** Values that the API fills in (docs/api.md, "Register a target"). */
const defaults: Fields = {
  httpMethod: 'POST',
  hmacAlgorithm: 'HmacSHA256',
  hmacHeader: 'X-Signature',
  apiKeyHeader: 'X-API-Key',
};
/** Fields that stay as they are if the file leaves them out. */
const kept = ['allowedOrigins', 'version', 'status'];

const compared: Record<Kind, readonly string[]> = {
  authProfiles: ['authConfig', 'allowedOrigins'],
  targets: ['type', 'destination', 'httpMethod', 'auth', 'status'],
  subscriptions: ['topic', 'eventTargetMapping', 'filter', 'format', 'version'],
};

/** @returns the fields that differ; credentials cannot be compared, because no answer has them */
export function differencesOf(kind: Kind, actual: Fields, wanted: Fields): Difference[] {
  return compared[kind].flatMap(field => {
    if (wanted[field] === undefined && kept.includes(field)) return [];
    const before = normal(field, actual[field], wanted[field]);
    const after = normal(field, wanted[field], wanted[field]);
    return canonical(before) === canonical(after) ? [] : [{ field, before, after }];
  });
}

function normal(field: string, value: unknown, wanted: unknown): unknown {
  if (field === 'destination') return destinationOf(value);
  if (field === 'auth' || field === 'authConfig') return authOf(value, wanted);
  if (field === 'allowedOrigins') return Array.isArray(value) ? value.map(originOf).sort() : value;
  if (field === 'httpMethod') return value ?? 'POST';
  if ((field === 'eventTargetMapping' || field === 'filter') && isFields(value))
    return Object.fromEntries(
      Object.entries(value).map(([name, list]) => [
        name,
        Array.isArray(list) ? [...new Set(list)].sort() : list,
      ]),
    );
  return field === 'version' && value !== undefined ? String(value) : value;
}

/** An external id that the file leaves out is the licensor's own. */
function authOf(value: unknown, wanted: unknown): unknown {
  if (!isFields(value)) return undefined;
  const { externalId, ...fields } = value;
  const isWanted = isFields(wanted) && wanted['externalId'] !== undefined;
  return withoutDefaults(withoutSecrets(isWanted ? { ...fields, externalId } : fields));
}

function withoutDefaults(value: unknown): unknown {
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, one]) => one !== defaults[name] && !(Array.isArray(one) && one.length === 0))
      .map(([name, one]) => [name, withoutDefaults(one)]),
  );
}

/** Addresses as the API shows them: punycode, a lower-case host, a slash at least. */
export const destinationOf = (value: unknown): unknown =>
  isText(value) ? (urlOf(value)?.href ?? value) : value;

export const originOf = (value: unknown): unknown =>
  isText(value) ? (urlOf(value)?.origin ?? value) : value;

const urlOf = (text: string): URL | undefined =>
  text.startsWith('https://') && URL.canParse(text) ? new URL(text) : undefined;
