// The operations that show who can get in, besides the sessions.
import { accessKeyListSchema } from '../../core/model/api/access-key-view.ts';
import type { Operations } from '../../core/model/api/operation.ts';

export const accessOperations = {
  'GET /{licensor}/notifications/access-keys': {
    id: 'listAccessKeys',
    tag: 'Access',
    summary: 'List the access keys, without the keys themselves',
    description: 'Also those that have ended or are disabled, until the platform makes or replaces a key.',
    scope: 'read',
    answers: {
      200: {
        description: 'The access keys',
        body: accessKeyListSchema,
        example: {
          accessKeys: [
            {
              name: 'ci',
              id: 'key-0123456789abcdef',
              scopes: ['herald/notifications.read', 'herald/notifications.write'],
              createdAt: '2026-01-31T12:00:00.000Z',
            },
          ],
        },
      },
    },
  },
} as const satisfies Operations;
