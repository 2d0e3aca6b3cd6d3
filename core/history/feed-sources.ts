// The sources of events (`publishFrom`, docs/publishing.md) and how full their queues are, for operators'
// commands and the console.
import type { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { jsonText } from '../model/api/parse.ts';
import { queueSize } from '../runtime/aws/queue-size.ts';

/** The sources as JSON, as the stack's output `FeedSources` has them. `queue` and `refused` are URLs. */
export const feedSourcesText = jsonText.pipe(
  z.array(z.object({ name: z.string(), queue: z.string(), refused: z.string() })),
);

/** Messages of a source, those in work included. */
export type SourceState = { name: string; waiting: number; refused: number };

/** @returns how many events of each source wait, and how many were refused; SQS counts approximately */
export const sourceStates = (
  sqs: SQSClient,
  sources: z.output<typeof feedSourcesText>,
): Promise<SourceState[]> =>
  Promise.all(
    sources.map(async ({ name, queue, refused }) => {
      const [waiting, kept] = await Promise.all([queueSize(sqs, queue), queueSize(sqs, refused)]);
      return { name, waiting, refused: kept };
    }),
  );

/** @returns what is not as it should be, with the section of the runbook */
export const problemsOfSources = (sources: readonly SourceState[]): string[] =>
  sources
    .filter(({ refused }) => refused > 0)
    .map(
      ({ name, refused }) =>
        `${refused} refused event${refused === 1 ? '' : 's'} of the source ${name}: ` +
        'see RefusedEventsNotEmpty in the runbook',
    );
