// Makes the changes of a plan, one after the other.
import { HeraldError } from '../../../client/src/herald-error.ts';
import type { Herald } from '../../../client/src/index.ts';
import type { Environment } from '../profiles.ts';
import type { HeraldDocument } from './document.ts';
import type { Change, Plan } from './plan.ts';
import { type Fields, isFields, isText } from './records.ts';
import { resolved, withoutSecrets } from './secrets.ts';

export type Result = {
  readonly action: Change['action'];
  readonly kind: Change['kind'];
  readonly name: string;
  readonly id: string;
  /** A signing secret that Herald has made, which no later call shows */
  readonly hmacSecret?: string;
  readonly warnings?: unknown;
};

const below = '/{licensor}/notifications';
const resources = {
  authProfiles: { path: `${below}/auth-profiles`, id: 'authProfileId' },
  targets: { path: `${below}/targets`, id: 'targetId' },
  subscriptions: { path: `${below}/subscriptions`, id: 'subscriptionId' },
} as const;

/** The calls by a path that is not known when this is compiled. */
type Calls = Record<'POST' | 'PUT' | 'DELETE', (path: string, init: object) => Promise<{ data?: unknown }>>;

/** @throws HeraldError of a change; those before it are made, and the next plan has the rest */
export async function* runPlan(
  { changes, targetIds }: Plan,
  document: HeraldDocument,
  herald: Herald,
  env: Environment,
): AsyncGenerator<Result, void, undefined> {
  // biome-ignore lint/nursery/noUnsafeTypeAssertion: paths and bodies are those of the file; the API judges them
  const calls = herald as unknown as Calls;
  const ids: Record<string, string> = { ...targetIds };
  // All credentials are looked up before the first change is made.
  const prepared = changes.map(change => [change, bodyOf(change, document, env)] as const);
  for (const [change, body] of prepared) {
    const { action, kind, name, id } = change;
    const { path, id: idField } = resources[kind];
    if (id !== undefined && action === 'delete') {
      await deleteIfThere(calls, `${path}/{${idField}}`, { [idField]: id });
      yield { action, kind, name, id };
      continue;
    }
    const sent = kind === 'subscriptions' ? withIds(body, ids) : body;
    const { data } =
      id === undefined
        ? await calls.POST(path, { body: sent })
        : await calls.PUT(`${path}/{${idField}}`, { params: { path: { [idField]: id } }, body: sent });
    const answer = isFields(data) ? data : {};
    const newId = String(answer[idField] ?? id);
    if (kind === 'targets') ids[name] = newId;
    const { warnings } = answer;
    const hmacSecret = isText(answer['hmacSecret']) ? answer['hmacSecret'] : undefined;
    yield {
      action,
      kind,
      name,
      id: newId,
      ...(hmacSecret !== undefined && { hmacSecret }),
      ...(warnings !== undefined && { warnings }),
    };
  }
}

function bodyOf(
  { action, kind, name, sendsSecrets }: Change,
  document: HeraldDocument,
  env: Environment,
): Fields {
  if (action === 'delete') return {};
  const { targetId: _, subscriptionId: __, ...fields } = document[kind][name] ?? {};
  const authField = kind === 'authProfiles' ? 'authConfig' : 'auth';
  const auth = fields[authField];
  const sent = sendsSecrets ? resolved(auth, env, `${kind}.${name}.${authField}`) : withoutSecrets(auth);
  const withAuth = auth === undefined ? fields : { ...fields, [authField]: sent };
  return kind === 'authProfiles' && action === 'create'
    ? { ...withAuth, authProfileAliasId: name }
    : withAuth;
}

function withIds(subscription: Fields, ids: Readonly<Record<string, string>>): Fields {
  const { eventTargetMapping } = subscription;
  if (!isFields(eventTargetMapping)) return subscription;
  const idFor = (name: unknown) => (isText(name) ? (ids[name] ?? name) : name);
  const mapping = Object.entries(eventTargetMapping).map(([eventType, names]) => [
    eventType,
    Array.isArray(names) ? names.map(idFor) : names,
  ]);
  return { ...subscription, eventTargetMapping: Object.fromEntries(mapping) };
}

/** A target that was made together with a subscription is deleted with it. */
async function deleteIfThere(calls: Calls, path: string, parameters: object): Promise<void> {
  try {
    await calls.DELETE(path, { params: { path: parameters } });
  } catch (error) {
    if (!(error instanceof HeraldError && error.status === 404)) throw error;
  }
}
