// The operations of the operator function: what operators see of the whole installation.
import type { Operations } from '../../core/model/api/operation.ts';
import { surveyedLicensorsSchema, surveySchema } from '../../core/model/api/operator-view.ts';
import { pageQuerySchema } from '../../core/runtime/http/paging.ts';

export const operations = {
  'GET /operator/survey': {
    id: 'getSurvey',
    tag: 'Operator',
    summary: 'See whether Herald works: queues, lateness, and where to look',
    description: 'Its cost does not depend on the number of licensors: about 40 read units.',
    scope: 'operate',
    answers: {
      200: {
        description: 'The state of the installation now',
        body: surveySchema,
        example: {
          at: '2026-01-31T12:00:00.000Z',
          problems: ['the quarantine has 1 message: see QuarantineNotEmpty in the runbook'],
          overdueSeconds: 0,
          auditBehindSeconds: 420,
          queues: { quarantine: 1, deadDeliveries: 3, webhook: 12, slowWebhook: 0, aws: 0, slowAws: 0 },
          links: [
            {
              title: 'Alarms',
              url: 'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#alarmsV2:?search=herald-prod-',
            },
          ],
        },
      },
    },
  },
  'GET /operator/licensors': {
    id: 'listLicensors',
    tag: 'Operator',
    summary: 'List the licensors, with those of their targets that are not healthy',
    description:
      'In the order of their names. A page reads the targets and their health of each licensor in it: 2 to 30 read ' +
      'units a licensor.',
    scope: 'operate',
    query: pageQuerySchema,
    answers: {
      200: {
        description: 'A page of licensors',
        body: surveyedLicensorsSchema,
        example: {
          licensors: [
            {
              licensor: 'acme',
              createdAt: '2026-01-01T00:00:00.000Z',
              targets: 2,
              unhealthy: 1,
              unhealthyTargets: [
                {
                  targetId: '01M8ZK3V0Q7N5R2T4W6Y8A1C3F',
                  type: 'WEBHOOK',
                  health: { state: 'PAUSED', since: '2026-01-31T11:00:00.000Z', failures: 12 },
                },
              ],
            },
          ],
        },
      },
    },
  },
} as const satisfies Operations;
export type RouteKey = keyof typeof operations;
