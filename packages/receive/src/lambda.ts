// For AWS Lambda: webhooks over a function URL or API Gateway, and messages of a queue.
import { type IdStore, once } from './deduplication.ts';
import { type Catalogue, fromSqs, type SqsMessage } from './event.ts';
import { type Handle, type ReceiverOptions, receive } from './receiver.ts';

/** The fields that the adapter needs of the event of a function URL or an HTTP API (payload format 2.0). */
export type HttpEvent = {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body?: string | undefined;
  readonly isBase64Encoded?: boolean | undefined;
};
export type HttpResult = { statusCode: number; headers: Record<string, string>; body: string };

/** Example: `export const handler = webhookHandler({ secret }, event => console.log(event.id));` */
export const webhookHandler =
  <C extends Catalogue = Catalogue>(options: ReceiverOptions, handle: Handle<C>) =>
  async ({ headers, body = '', isBase64Encoded = false }: HttpEvent): Promise<HttpResult> => {
    const raw = isBase64Encoded ? new Uint8Array(Buffer.from(body, 'base64')) : body;
    const { status, text } = await receive<C>({ headers, body: raw }, options, handle, report);
    return { statusCode: status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: text };
  };

export type SqsEvent = { readonly Records: readonly (SqsMessage & { readonly messageId: string })[] };
export type BatchResult = { batchItemFailures: { itemIdentifier: string }[] };

/**
 * Handles each message of a batch. Those that fail stay on the queue; the mapping needs
 * `ReportBatchItemFailures`. In a FIFO queue, the messages after a failed one fail too, so that the order
 * stays.
 */
export const queueHandler =
  <C extends Catalogue = Catalogue>(handle: Handle<C>, { ids }: { ids?: IdStore } = {}) =>
  async ({ Records }: SqsEvent): Promise<BatchResult> => {
    const failed: string[] = [];
    for (const record of Records) {
      if (failed.length > 0 && isFifo(record)) {
        failed.push(record.messageId);
        continue;
      }
      try {
        const event = fromSqs<C>(record);
        if (ids) await once(event.id, ids, () => handle(event));
        else await handle(event);
      } catch (error) {
        report(error);
        failed.push(record.messageId);
      }
    }
    return { batchItemFailures: failed.map(itemIdentifier => ({ itemIdentifier })) };
  };

const isFifo = (record: object): boolean => String(Object(record).eventSourceARN ?? '').endsWith('.fifo');

const report = (error: unknown): void => console.error(error);
