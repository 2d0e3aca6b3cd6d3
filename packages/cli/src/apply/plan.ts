// The plan of `herald apply`: what must be created, changed and deleted so that Herald has what the file says.
import { usage } from '../failure.ts';
import { type Difference, destinationOf, differencesOf, originOf } from './comparison.ts';
import type { HeraldDocument, Kind } from './document.ts';
import { matchSubscriptions } from './matching.ts';
import { canonical, type Fields, isFields, isText } from './records.ts';
import { hasSecrets } from './secrets.ts';

/** What Herald has: resources as `GET` shows them. */
export type Registry = Readonly<Record<Kind, readonly Fields[]>>;

export type Change = {
  readonly action: 'create' | 'update' | 'delete';
  readonly kind: Kind;
  /** The name in the file; of a deletion the id */
  readonly name: string;
  /** Absent of a creation */
  readonly id?: string;
  readonly fields: readonly Difference[];
  /** Whether the credentials of the file are sent. Without, Herald keeps its own. */
  readonly sendsSecrets: boolean;
};

export type Plan = {
  /** In the order in which they can be made */
  readonly changes: readonly Change[];
  /** The ids of the targets of the file that exist, by name */
  readonly targetIds: Readonly<Record<string, string>>;
};

export type PlanOptions = {
  /** Delete what the file does not have */
  readonly prune: boolean;
  /** Send the credentials of all resources of the file, whether they have changed or not */
  readonly secrets: boolean;
};

/** @throws Failure if a resource of the file could be one of several in Herald */
export function planOf(document: HeraldDocument, registry: Registry, options: PlanOptions): Plan {
  const profiles = new Map(Object.keys(document.authProfiles).map(name => [name, profileOf(registry, name)]));
  const targets = matchTargets(document, registry);
  const targetIds = Object.fromEntries(
    [...targets].flatMap(([name, found]) => (found ? [[name, String(found['targetId'])]] : [])),
  );
  const wanted = withTargetIds(document, registry, targetIds);
  const subscriptions = matchSubscriptions(wanted, registry.subscriptions);
  const writes = [
    ...writesOf('authProfiles', document.authProfiles, profiles, options),
    ...writesOf('targets', document.targets, targets, options),
    ...writesOf('subscriptions', wanted, subscriptions, options),
  ];
  const deletions = options.prune
    ? [
        ...deletionsOf('subscriptions', registry, subscriptions),
        ...deletionsOf('targets', registry, targets),
        ...deletionsOf('authProfiles', registry, profiles),
      ]
    : [];
  return { changes: [...writes, ...deletions], targetIds };
}

type Matches = ReadonlyMap<string, Fields | undefined>;
const idFields = {
  authProfiles: 'authProfileId',
  targets: 'targetId',
  subscriptions: 'subscriptionId',
} as const;
const idOf = (kind: Kind, resource: Fields): string => String(resource[idFields[kind]]);

const profileOf = ({ authProfiles }: Registry, name: string): Fields | undefined =>
  authProfiles.find(one => one['authProfileId'] === name);

/** By `targetId` if the file has one, and otherwise by type and destination. */
function matchTargets({ targets }: HeraldDocument, registry: Registry): Matches {
  const keyOf = ({ type, destination }: Fields) => canonical([type, destinationOf(destination)]);
  const matches = new Map<string, Fields | undefined>();
  const taken = new Map<string, string>();
  for (const [name, target] of Object.entries(targets)) {
    const { targetId } = target;
    const found = registry.targets.filter(one =>
      targetId === undefined ? keyOf(one) === keyOf(target) : one['targetId'] === targetId,
    );
    if (targetId !== undefined && found.length === 0)
      throw usage(`targets.${name}.targetId: there is no target ${String(targetId)}`);
    if (found.length > 1)
      throw usage(`targets.${name}: several targets have this destination; add its targetId`);
    const key = found[0] ? idOf('targets', found[0]) : keyOf(target);
    const other = taken.get(key);
    if (other !== undefined)
      throw usage(`targets.${name}: it is the same target as ${other}; add their targetId`);
    taken.set(key, name);
    matches.set(name, found[0]);
  }
  return matches;
}

/** Subscriptions with ids in place of names; a target that does not exist yet keeps its name. */
function withTargetIds(
  { subscriptions, targets }: HeraldDocument,
  registry: Registry,
  ids: Readonly<Record<string, string>>,
): Record<string, Fields> {
  const known = new Set(registry.targets.map(one => one['targetId']));
  const idFor = (name: unknown, path: string): unknown => {
    if (isText(name) && Object.hasOwn(targets, name)) return ids[name] ?? name;
    if (known.has(name)) return name;
    throw usage(`${path}: there is no target "${String(name)}" in the file or in Herald`);
  };
  return Object.fromEntries(
    Object.entries(subscriptions).map(([name, subscription]) => {
      const mapping = isFields(subscription['eventTargetMapping']) ? subscription['eventTargetMapping'] : {};
      const path = `subscriptions.${name}.eventTargetMapping`;
      const eventTargetMapping = Object.fromEntries(
        Object.entries(mapping).map(([eventType, names]) => [
          eventType,
          Array.isArray(names) ? names.map(one => idFor(one, `${path}.${eventType}`)) : [],
        ]),
      );
      return [name, { ...subscription, eventTargetMapping }];
    }),
  );
}

function writesOf(
  kind: Kind,
  wanted: Readonly<Record<string, Fields>>,
  matches: Matches,
  { secrets }: PlanOptions,
): Change[] {
  return Object.entries(wanted).flatMap(([name, resource]): Change[] => {
    const actual = matches.get(name);
    if (!actual) return [{ action: 'create', kind, name, fields: [], sendsSecrets: true }];
    const fields = differencesOf(kind, actual, resource);
    const auth = kind === 'authProfiles' ? resource['authConfig'] : resource['auth'];
    const isResent = secrets && hasSecrets(auth);
    if (fields.length === 0 && !isResent) return [];
    const sendsSecrets = isResent || needsSecrets(kind, actual, resource);
    const id = idOf(kind, actual);
    return [
      {
        action: 'update',
        kind,
        name,
        id,
        fields: isResent ? [...fields, { field: 'secrets' }] : fields,
        sendsSecrets,
      },
    ];
  });
}

/** A PUT of a profile replaces its credentials. A target needs them for another kind or origin. */
function needsSecrets(kind: Kind, actual: Fields, wanted: Fields): boolean {
  if (kind === 'authProfiles') return true;
  const kindOf = ({ auth }: Fields) => (isFields(auth) ? auth['type'] : undefined);
  return (
    kindOf(actual) !== kindOf(wanted) || originOf(actual['destination']) !== originOf(wanted['destination'])
  );
}

function deletionsOf(kind: Kind, registry: Registry, matches: Matches): Change[] {
  const kept = new Set([...matches.values()].map(one => one && idOf(kind, one)));
  return registry[kind]
    .map(one => idOf(kind, one))
    .filter(id => !kept.has(id))
    .map(id => ({ action: 'delete', kind, name: id, id, fields: [], sendsSecrets: false }));
}
