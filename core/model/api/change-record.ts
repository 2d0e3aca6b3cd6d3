// A change record: who changed what, and when (docs/api.md, "Changes"). It has no secret: of a secret it only
// says that it was changed.
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { nextPage } from './page.ts';

/** What changes are recorded of. */
export const recordedKinds = [
  'target',
  'subscription',
  'authProfile',
  'licensor',
  'accessKey',
  'oauthClient',
  'replay',
  'session',
  'member',
] as const;
export const changedResourceSchema = z.strictObject({ kind: z.enum(recordedKinds), id: z.string() });
export type ChangedResource = z.output<typeof changedResourceSchema>;

/**
 * Who makes a change. `id`: of the access key, OAuth client or session; for an operator the ARN, which
 * partners do not see.
 */
export const authorSchema = z.strictObject({
  kind: z.enum(['CLIENT', 'OPERATOR']),
  id: z.string(),
  name: z.string().optional(),
  sourceAddress: z.string().optional(),
  requestId: z.string().optional(),
});
export type Author = z.output<typeof authorSchema>;

const fieldChangeSchema = z.strictObject({
  field: z.string().describe('`secret` for credentials, whose `after` is `changed`'),
  before: z.unknown().optional().describe('Absent if the field had no value'),
  after: z.unknown().optional().describe('Absent if the field has no value any more'),
});
export type FieldChange = z.output<typeof fieldChangeSchema>;

const recorded = {
  changeId: z.string(),
  at: z.iso.datetime(),
  action: z.enum(['CREATED', 'CHANGED', 'DELETED']),
  resource: changedResourceSchema,
  fields: z.array(fieldChangeSchema).describe('The fields that differ'),
};
export const changeRecordSchema = z.object({ ...recorded, by: authorSchema });
export type ChangeRecord = z.output<typeof changeRecordSchema>;
/** A change that is not recorded yet. */
export type Change = Omit<ChangeRecord, 'changeId' | 'at'>;

type Values = Readonly<Record<string, unknown>>;

/** The field whose value is never recorded. Pass the version of the secret under this name. */
const secret = 'secret';

/**
 * @param before the fields before the change; undefined for a new resource
 * @param after the fields after the change; undefined for a deleted resource
 */
export function changeOf(
  by: Author,
  resource: ChangedResource,
  before: Values | undefined,
  after: Values | undefined,
): Change {
  const action = before === undefined ? 'CREATED' : after === undefined ? 'DELETED' : 'CHANGED';
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  const fields = names
    .filter(name => !isDeepStrictEqual(before?.[name], after?.[name]))
    .flatMap(name => fieldChange(name, before?.[name], after?.[name]));
  return { by, action, resource, fields };
}

function fieldChange(field: string, before: unknown, after: unknown): FieldChange[] {
  if (field === secret) return after === undefined ? [] : [{ field, after: 'changed' }];
  return [{ field, ...(before !== undefined && { before }), ...(after !== undefined && { after }) }];
}

/** A change record in the answers of the API. */
export const changeViewSchema = z
  .strictObject({
    ...recorded,
    by: authorSchema.extend({
      kind: z.enum(['CLIENT', 'OPERATOR']).describe('OPERATOR: the platform that runs Herald'),
      id: z
        .string()
        .optional()
        .describe('Of the access key, OAuth client or session; absent for an operator'),
      name: z.string().optional().describe('The name of the access key, or whom the session is for'),
    }),
  })
  .meta({ id: 'Change' });
export type ChangeView = z.output<typeof changeViewSchema>;

export const changePageSchema = z
  .strictObject({ changes: z.array(changeViewSchema), ...nextPage })
  .meta({ id: 'ChangePage' });

export function viewOfChange({ by, changeId, at, action, resource, fields }: ChangeRecord): ChangeView {
  const { id, ...author } = by;
  const shown = by.kind === 'OPERATOR' ? author : { ...author, id };
  return { changeId, at, by: shown, action, resource, fields };
}
