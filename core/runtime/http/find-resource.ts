// Reads the resource that a caller names by its id.
import { HeraldError } from '../../model/api/herald-error.ts';
import { isId } from '../id.ts';

/**
 * @param noun the caller's word for it, e.g. `target`
 * @param id as the caller sent it; DynamoDB accepts only keys of limited length
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
