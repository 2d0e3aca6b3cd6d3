// What Herald has, as the file of `herald apply`.
import { destinationOf } from './comparison.ts';
import type { HeraldDocument } from './document.ts';
import type { Registry } from './plan.ts';
import { canonical, type Fields, isFields, isText } from './records.ts';
import { withReferences } from './secrets.ts';

/** Names are made of destinations and topics, so that they stay the same in another stage. */
export function exportedDocument({ authProfiles, targets, subscriptions }: Registry): HeraldDocument {
  const targetNames = namesFor(targets, ({ destination }) => destination);
  const nameOfTarget = new Map(targets.map((one, index) => [one['targetId'], targetNames[index] ?? '']));
  const keys = targets.map(({ type, destination }) => canonical([type, destinationOf(destination)]));
  const isAlone = (index: number) => keys.filter(key => key === keys[index]).length === 1;
  const subscriptionNames = namesFor(subscriptions, ({ topic }) => topic);
  return {
    authProfiles: Object.fromEntries(
      authProfiles.map(({ authProfileId, authConfig, allowedOrigins }) => [
        String(authProfileId),
        defined({ authConfig: referring(authConfig, String(authProfileId)), allowedOrigins }),
      ]),
    ),
    targets: Object.fromEntries(
      targets.map(({ targetId, type, destination, httpMethod, auth }, index) => {
        const name = targetNames[index] ?? '';
        const id = isAlone(index) ? undefined : targetId;
        return [name, defined({ targetId: id, type, destination, httpMethod, auth: referring(auth, name) })];
      }),
    ),
    subscriptions: Object.fromEntries(
      subscriptions.map(({ topic, version, format, filter, eventTargetMapping }, index) => [
        subscriptionNames[index] ?? '',
        defined({
          topic,
          version,
          format,
          filter,
          eventTargetMapping: named(eventTargetMapping, nameOfTarget),
        }),
      ]),
    ),
  };
}

const defined = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

const referring = (auth: unknown, name: string): unknown =>
  isFields(auth) ? withReferences(auth, field => variableOf(`${name}_${field}`)) : auth;

/** For example `SHOP_EXAMPLE_COM_HOOKS_HMAC_SECRET` */
const variableOf = (text: string): string =>
  text
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    .replace(/^(?=\d)/, '_')
    .toUpperCase();

function namesFor(resources: readonly Fields[], sourceOf: (resource: Fields) => unknown): string[] {
  const taken = new Set<string>();
  return resources.map(resource => {
    const source = sourceOf(resource);
    const text = isText(source) ? source : isFields(source) ? Object.values(source).join('-') : '';
    const base = text
      .replace(/^https:\/\/|^arn:[^:]*:/, '')
      .replaceAll(/[^A-Za-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '');
    let name = base;
    for (let number = 2; taken.has(name); number += 1) name = `${base}-${number}`;
    taken.add(name);
    return name;
  });
}

function named(mapping: unknown, names: ReadonlyMap<unknown, string>): unknown {
  if (!isFields(mapping)) return mapping;
  return Object.fromEntries(
    Object.entries(mapping).map(([eventType, ids]) => [
      eventType,
      Array.isArray(ids) ? ids.map((id: unknown) => names.get(id) ?? id) : ids,
    ]),
  );
}
