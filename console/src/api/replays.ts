// Queries and changes of replays.
import { queryOptions } from '@tanstack/react-query';
import type { operations } from '../../../packages/client/src/schema.generated.ts';
import type { LicensorApi } from '../session/session-context.tsx';
import { answerOf, doneBy } from './client.ts';

type Responses = operations['createReplay']['responses'];
export type Replay = Responses[202]['content']['application/json'];
export type DryRun = Responses[200]['content']['application/json'];
export type ReplayRequest = operations['createReplay']['requestBody']['content']['application/json'];

export const isActive = ({ status }: Replay): boolean =>
  status === 'FINDING' || status === 'SENDING' || status === 'CANCELLING';

/** The newest replays first. */
export const replayPage = ({ api, licensor }: LicensorApi, nextToken: string | undefined) =>
  queryOptions({
    queryKey: [licensor, 'replays', { nextToken }],
    queryFn: () =>
      answerOf(
        api.GET('/{licensor}/notifications/replays', {
          params: { path: { licensor }, query: { limit: 20, ...(nextToken && { nextToken }) } },
        }),
      ),
  });

const post = ({ api, licensor }: LicensorApi, body: ReplayRequest, key?: string) =>
  answerOf(
    api.POST('/{licensor}/notifications/replays', {
      params: { path: { licensor }, header: { ...(key !== undefined && { 'Idempotency-Key': key }) } },
      body,
    }),
  );

/** Counts what a replay would send. @throws HeraldError */
export async function dryRun(api: LicensorApi, request: ReplayRequest): Promise<DryRun> {
  const answer = await post(api, { ...request, dryRun: true });
  if ('count' in answer) return answer;
  throw new Error('the API answered a dry run with a replay');
}

/** @param key the same one gives the same replay, however often it is sent. @throws HeraldError */
export async function createReplay(api: LicensorApi, request: ReplayRequest, key: string): Promise<Replay> {
  const answer = await post(api, request, key);
  if ('replayId' in answer) return answer;
  throw new Error('the API answered a replay with a dry run');
}

/** @throws HeraldError */
export const cancelReplay = ({ api, licensor }: LicensorApi, replayId: string): Promise<void> =>
  doneBy(
    api.DELETE('/{licensor}/notifications/replays/{replayId}', {
      params: { path: { licensor, replayId } },
    }),
  );
