// Versions of a resource in HTTP: `ETag` out, `If-Match` in (RFC 9110, sections 8.8.3 and 13.1.1).
import { HeraldError } from '../../core/model/api/herald-error.ts';
import type { ApiRequest } from '../../core/runtime/http/http-api.ts';

export const etagOf = (version: number): { etag: string } => ({ etag: `"${version}"` });

/** @throws HeraldError PRECONDITION_FAILED if the request is about another version */
export function requireMatch({ header }: ApiRequest, version: number): void {
  const wanted = header('if-match');
  if (wanted === undefined || wanted.trim() === '*') return;
  const tags = wanted.split(',').map(tag => tag.trim());
  if (!tags.includes(etagOf(version).etag)) throw preconditionFailed(version);
}

/** What to say when the resource changed between our reading it and our write: the caller's precondition, or a conflict. */
export const changedMeanwhile =
  ({ header }: ApiRequest, version: number) =>
  (): HeraldError =>
    header('if-match') === undefined
      ? new HeraldError('CONFLICT', 'another request changed this resource at the same moment: try again')
      : preconditionFailed(version);

const preconditionFailed = (version: number) =>
  new HeraldError(
    'PRECONDITION_FAILED',
    `If-Match: the resource is not, or no longer, that version (it was ${etagOf(version).etag})`,
  );
