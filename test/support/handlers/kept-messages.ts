// Reads a deliverer's answer to a batch of messages.
import type { SQSBatchResponse } from 'aws-lambda';
import type { TestAnswer } from '../../../core/model/delivery/test-delivery.ts';

/** The ids of the messages that stay on the queue. */
export function keptMessages(answer: SQSBatchResponse | TestAnswer): string[] {
  if (!('batchItemFailures' in answer)) throw new Error('expected the answer to a batch of messages');
  return answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}
