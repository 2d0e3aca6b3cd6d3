// Reads a resource by the id that a caller sent.
import { HeraldError } from '../../model/api/herald-error.ts';
import { isId } from '../id.ts';

/**
 * @param noun the kind of resource in the error message, e.g. `target`
 * @param id not validated yet; an id that is not well-formed is not looked up
 * @throws HeraldError NOT_FOUND
 */
export async function findResource<T>(
  noun: string,
  id: string | undefined,
  get: (id: string) => Promise<T | undefined>,
): Promise<T> {
  const found = id !== undefined && isId(id) ? await get(id) : undefined;
  if (found === undefined) throw new HeraldError('NOT_FOUND', `there is no ${noun} "${id ?? ''}"`);
  return found;
}
