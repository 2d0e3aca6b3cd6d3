// Queries about targets.
import { queryOptions } from '@tanstack/react-query';
import type { LicensorApi } from '../session/session-context.tsx';
import { answerOf } from './client.ts';
import type { components } from './schema.generated.ts';

export type Target = components['schemas']['TargetWithHealth'];
export type Health = Target['health'];

/** A page of targets with their health. */
export const targetPage = ({ api, licensor }: LicensorApi, nextToken?: string) =>
  queryOptions({
    queryKey: [licensor, 'targets', { nextToken }],
    queryFn: () =>
      answerOf(
        api.GET('/{licensor}/notifications/targets', {
          params: { path: { licensor }, query: { ...(nextToken && { nextToken }) } },
        }),
      ).then(answer => ('targets' in answer ? answer : { targets: [answer] })),
  });
