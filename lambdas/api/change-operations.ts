// The operations on change records.
import * as z from 'zod';
import { changePageSchema } from '../../core/model/api/change-record.ts';
import { changeSelection } from '../../core/model/api/change-selection.ts';
import type { Operations } from '../../core/model/api/operation.ts';
import { isRange, noRange } from '../../core/model/api/time-range.ts';
import { pageQuery } from '../../core/runtime/http/paging.ts';

export const changeQuerySchema = z
  .strictObject({ ...changeSelection, ...pageQuery })
  .refine(isRange, noRange);

export const changeOperations = {
  'GET /{licensor}/notifications/changes': {
    id: 'listChanges',
    tag: 'Changes',
    summary: 'List who changed what, newest first',
    description:
      'Records are kept for a year, if the platform has set nothing else. With `resource`, a page can be short ' +
      'while `nextToken` is there.',
    scope: 'read',
    query: changeQuerySchema,
    answers: {
      200: {
        description: 'A page of change records',
        body: changePageSchema,
        example: {
          changes: [
            {
              changeId: '01M8ZK3V0Q7N5R2T4W6Y8A1C3F',
              at: '2026-01-31T12:00:00.000Z',
              by: {
                kind: 'CLIENT',
                id: 'key-0123456789abcdef',
                name: 'ci',
                sourceAddress: '198.51.100.7',
                requestId: '8b6f3a2c-1d4e-4f5a-9b8c-7d6e5f4a3b2c',
              },
              action: 'CHANGED',
              resource: { kind: 'target', id: '01M8ZK3V0Q7N5R2T4W6Y8A1C3E' },
              fields: [
                {
                  field: 'destination',
                  before: 'https://old.example.com/webhooks',
                  after: 'https://new.example.com/webhooks',
                },
                { field: 'secret', after: 'changed' },
              ],
            },
          ],
        },
      },
    },
  },
} as const satisfies Operations;
