// The file of `herald apply` (docs/clients/cli.md, "Configuration as code").
import { usage } from '../failure.ts';
import type { Environment } from '../profiles.ts';
import { type Fields, isFields, isText } from './records.ts';
import { requireReferences, resolved } from './secrets.ts';

export const kinds = ['authProfiles', 'targets', 'subscriptions'] as const;
export type Kind = (typeof kinds)[number];

/** Resources by a name that has a meaning in this file only; an auth profile's name is its id. */
export type HeraldDocument = Readonly<Record<Kind, Readonly<Record<string, Fields>>>>;

const fieldsOf: Record<Kind, { required: readonly string[]; optional: readonly string[] }> = {
  authProfiles: { required: ['authConfig'], optional: ['allowedOrigins'] },
  targets: { required: ['type', 'destination'], optional: ['targetId', 'httpMethod', 'auth', 'status'] },
  subscriptions: {
    required: ['topic', 'eventTargetMapping'],
    optional: ['subscriptionId', 'filter', 'format', 'version'],
  },
};

/** @throws Failure that names the field. What the values mean is the API's to judge. */
export function documentOf(value: unknown): HeraldDocument {
  if (!isFields(value)) throw usage(`expected ${kinds.join(', ')}`);
  const unknown = Object.keys(value).find(name => !kinds.some(kind => kind === name));
  if (unknown !== undefined) throw usage(`${unknown}: expected only ${kinds.join(', ')}`);
  const [authProfiles, targets, subscriptions] = kinds.map(kind => resourcesIn(value[kind] ?? {}, kind));
  return { authProfiles: authProfiles ?? {}, targets: targets ?? {}, subscriptions: subscriptions ?? {} };
}

function resourcesIn(value: unknown, kind: Kind): Record<string, Fields> {
  if (!isFields(value)) throw usage(`${kind}: expected resources by name`);
  return Object.fromEntries(
    Object.entries(value).map(([name, fields]) => [name, resourceOf(fields, kind, `${kind}.${name}`)]),
  );
}

function resourceOf(value: unknown, kind: Kind, path: string): Fields {
  if (!isFields(value)) throw usage(`${path}: expected fields`);
  const { required, optional } = fieldsOf[kind];
  const missing = required.find(name => value[name] === undefined);
  if (missing !== undefined) throw usage(`${path}.${missing}: expected a value`);
  const unknown = Object.keys(value).find(name => ![...required, ...optional].includes(name));
  if (unknown !== undefined)
    throw usage(`${path}.${unknown}: expected only ${[...required, ...optional].join(', ')}`);
  const auth = kind === 'authProfiles' ? 'authConfig' : 'auth';
  requireReferences(value[auth], `${path}.${auth}`);
  if (kind === 'subscriptions') requireMapping(value['eventTargetMapping'], `${path}.eventTargetMapping`);
  return value;
}

function requireMapping(mapping: unknown, path: string): void {
  const isMapping =
    isFields(mapping) && Object.values(mapping).every(names => Array.isArray(names) && names.every(isText));
  if (!isMapping) throw usage(`${path}: expected lists of targets by event type`);
}

/** Fills in the references outside of `auth` and `authConfig`: the plan needs these values. */
export function withValues(document: HeraldDocument, env: Environment): HeraldDocument {
  const filled = (kind: Kind) =>
    Object.fromEntries(
      Object.entries(document[kind]).map(([name, { auth, authConfig, ...fields }]) => [
        name,
        {
          ...Object.fromEntries(
            Object.entries(fields).map(([field, value]) => [
              field,
              resolved(value, env, `${kind}.${name}.${field}`),
            ]),
          ),
          ...(auth !== undefined && { auth }),
          ...(authConfig !== undefined && { authConfig }),
        },
      ]),
    );
  return {
    authProfiles: filled('authProfiles'),
    targets: filled('targets'),
    subscriptions: filled('subscriptions'),
  };
}
