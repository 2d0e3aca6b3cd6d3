// Queries about the whole installation. Only the session of an operator may make them.
import { queryOptions } from '@tanstack/react-query';
import type { components } from '../../../packages/client/src/schema.generated.ts';
import { type Api, answerOf } from './client.ts';

export type Survey = components['schemas']['Survey'];
export type SurveyedLicensor = components['schemas']['SurveyedLicensor'];
export type UnhealthyTarget = SurveyedLicensor['unhealthyTargets'][number];

export const survey = (api: Api) =>
  queryOptions({
    queryKey: ['operator', 'survey'],
    queryFn: () => answerOf(api.GET('/operator/survey')),
  });

/** A page of licensors in the order of their names. */
export const licensorPage = (api: Api, nextToken?: string) =>
  queryOptions({
    queryKey: ['operator', 'licensors', { nextToken }],
    queryFn: () =>
      answerOf(
        api.GET('/operator/licensors', {
          params: { query: { limit: 100, ...(nextToken && { nextToken }) } },
        }),
      ),
  });
