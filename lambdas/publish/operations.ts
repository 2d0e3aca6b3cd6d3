// The operation of the publish function.
import type { Operations } from '../../core/model/api/operation.ts';
import { publishAnswerSchema } from '../../core/model/event/publish-result.ts';
import { publishBodySchema } from '../../core/publishing/publish.ts';

export const operations = {
  'POST /{licensor}/notifications/events': {
    id: 'publishEvents',
    tag: 'Events',
    summary: 'Publish up to 25 events for a licensor',
    description:
      'For the platform. Each event has its own result, in the order of the request; `ACCEPTED` means that the ' +
      'event is stored. Send events that were not stored again, with the same `eventId`.',
    scope: 'publish',
    headers: ['traceparent', 'tracestate'],
    body: publishBodySchema,
    answers: { 202: { description: 'The results', body: publishAnswerSchema } },
  },
} as const satisfies Operations;
