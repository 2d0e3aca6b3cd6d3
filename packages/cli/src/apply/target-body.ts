// Bodies for the API from files. The API judges them: its messages name the field.
import type { paths } from '../../../client/src/index.ts';
import { usage } from '../failure.ts';
import type { Environment } from '../profiles.ts';
import { isFields } from './records.ts';
import { requireReferences, resolved } from './secrets.ts';

type JsonBody<Path extends keyof paths, Method extends 'post' | 'put'> = paths[Path] extends {
  [M in Method]: { requestBody: { content: { 'application/json': infer Body } } };
}
  ? Body
  : never;
type TargetBody = JsonBody<'/{licensor}/notifications/targets', 'post'>;
type ChangedTargetBody = JsonBody<'/{licensor}/notifications/targets/{targetId}', 'put'>;

/** @throws Failure for a credential that is written out, or a variable that is not set */
export function targetBody(value: unknown, env: Environment): TargetBody & ChangedTargetBody {
  if (!isFields(value)) throw usage('expected the fields of a target');
  requireReferences(value['auth'], 'auth');
  // biome-ignore lint/nursery/noUnsafeTypeAssertion: the API judges it
  return resolved(value, env, 'target') as TargetBody & ChangedTargetBody;
}
