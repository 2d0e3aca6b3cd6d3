// The version of a resource in HTTP: `ETag` in the response, `If-Match` in the request (RFC 9110, sections
// 8.8.3, 13.1.1).
import { HeraldError } from '../../core/model/api/herald-error.ts';
import type { ApiRequest } from '../../core/runtime/http/api-request.ts';

export const etagOf = (version: number): { etag: string } => ({ etag: `"${version}"` });

/** @throws HeraldError PRECONDITION_FAILED if the request has `If-Match` with another version */
export function requireMatch({ header }: ApiRequest, version: number): void {
  const wanted = header('if-match');
  if (wanted === undefined || wanted.trim() === '*') return;
  const { etag } = etagOf(version);
  if (wanted.split(',').some(tag => tag.trim() === etag)) return;
  const message = `expected the current version ${etag}`;
  throw new HeraldError('PRECONDITION_FAILED', [{ path: ['If-Match'], message }]);
}
