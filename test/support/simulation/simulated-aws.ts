// AWS behind the HTTP transport of the SDK's clients, which sign requests and parse answers: Herald's own
// queues and KMS key, and the partners' roles, queues, topics and buses. DynamoDB is simulated by
// `in-memory-dynamodb.ts`.
import { createHash } from 'node:crypto';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { heraldAccount } from '../handlers/environments.ts';
import {
  type AwsAnswer,
  type AwsRequest,
  accepting,
  jsonError,
  requestOf,
  responseOf,
  session,
  xmlError,
} from '../handlers/fake-aws.ts';
import type { AnswerMessage, PartnerAnswer } from './simulated-partner.ts';
import { createSimulatedQueue, type SimulatedQueue } from './simulated-queue.ts';
import type { VirtualTime } from './virtual-time.ts';

export type AwsFaults = {
  /** Returns another answer to a call; 'NEVER': the call gets no answer. */
  call?: ((request: AwsRequest) => AwsAnswer | 'NEVER' | undefined) | undefined;
  /** Whether a queue of Herald refuses an entry of a batch. */
  refusesEntry?: ((url: string, body: string) => boolean) | undefined;
  /** The delays in seconds of additional copies of a message. */
  copies?: ((url: string, body: string) => number[]) | undefined;
  /** An additional delay of a message, in seconds. */
  delays?: ((url: string, body: string) => number) | undefined;
  /** Whether a queue of Herald accepts a message and loses it. */
  loses?: ((url: string, body: string) => boolean) | undefined;
};

type Entry = { Id: string; MessageBody: string; DelaySeconds?: number };
const json = (body: unknown): AwsAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify(body),
});
const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

export type SimulatedAws = ReturnType<typeof simulateAws>;

/** @param answerMessage returns a partner's answer to a message for its queue, topic or bus */
export function simulateAws(time: VirtualTime, answerMessage: AnswerMessage) {
  const queues = new Map<string, SimulatedQueue>();
  const faults: AwsFaults = {};
  let sessions = 0;
  const queue = (url: string): SimulatedQueue => {
    const known = queues.get(url) ?? createSimulatedQueue(time.now);
    queues.set(url, known);
    return known;
  };

  const observers = { onSend: undefined as ((body: string) => void) | undefined };

  const put = (url: string, body: string, delaySeconds = 0): string => {
    observers.onSend?.(body);
    if (faults.loses?.(url, body)) return 'lost';
    for (const after of faults.copies?.(url, body) ?? []) queue(url).send(body, delaySeconds + after);
    return queue(url).send(body, delaySeconds + (faults.delays?.(url, body) ?? 0));
  };

  const sendBatch = (url: string, entries: Entry[]): AwsAnswer => {
    const isRefused = ({ MessageBody }: Entry) => faults.refusesEntry?.(url, MessageBody) ?? false;
    const refused = new Set(entries.filter(isRefused).map(({ Id }) => Id));
    const Successful = entries
      .filter(({ Id }) => !refused.has(Id))
      .map(({ Id, MessageBody, DelaySeconds }) => ({
        Id,
        MessageId: put(url, MessageBody, DelaySeconds),
        MD5OfMessageBody: md5(MessageBody),
      }));
    const Failed = [...refused].map(Id => ({ Id, SenderFault: false, Code: 'InternalError' }));
    return json({ Successful, Failed });
  };

  const partnerOf: Record<
    string,
    (request: AwsRequest) => { targetId: string; eventId: string; body: string }
  > = {
    sqs: ({ input }) => ({
      targetId: lastPart(String(input['QueueUrl'])),
      eventId: String(
        (input['MessageAttributes'] as { eventId?: { StringValue?: string } }).eventId?.StringValue,
      ),
      body: String(input['MessageBody']),
    }),
    sns: ({ input }) => {
      const [name = ''] = Object.entries(input).find(([, value]) => value === 'eventId') ?? [];
      return {
        targetId: lastPart(String(input['TopicArn'])),
        eventId: String(input[name.replace(/Name$/, 'Value.StringValue')]),
        body: String(input['Message']),
      };
    },
    events: ({ input }) => {
      const [entry] = input['Entries'] as { EventBusName: string; Resources: string[]; Detail: string }[];
      return {
        targetId: lastPart(entry?.EventBusName ?? ''),
        eventId: lastPart(entry?.Resources[0] ?? ''),
        body: entry?.Detail ?? '',
      };
    },
  };

  const answerOf = async (request: AwsRequest): Promise<AwsAnswer | 'NEVER'> => {
    const fault = faults.call?.(request);
    if (fault) return fault;
    const { service, input } = request;
    if (service === 'sts') {
      return session(`PARTNER${sessions++}`, new Date(time.now() + 900_000).toISOString());
    }
    if (service === 'kms') {
      const { Plaintext, CiphertextBlob } = input;
      return json({ KeyId: 'key', Plaintext: CiphertextBlob, CiphertextBlob: Plaintext });
    }
    const url = String(input['QueueUrl']);
    if (service === 'sqs' && url.includes(`/${heraldAccount}/`))
      return sendBatch(url, input['Entries'] as Entry[]);
    const message = partnerOf[service]?.(request);
    if (!message) throw new Error(`unexpected call of "${service}"`);
    const answer = answerMessage(message);
    if (answer === 'STALE') throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
    if (typeof answer === 'object' && answer.afterMs !== undefined) await time.wait(answer.afterMs);
    return awsAnswerOf(request, answer);
  };

  const handle: NodeHttpHandler['handle'] = async (request, options) => {
    const asked = requestOf(request);
    const answer = await answerOf(asked);
    if (answer !== 'NEVER') return responseOf(answer);
    return new Promise((_, reject) => {
      const signal = options?.abortSignal as AbortSignal | undefined;
      const abort = () => reject(Object.assign(new Error('Request aborted'), { name: 'AbortError' }));
      if (signal?.aborted) abort();
      else signal?.addEventListener('abort', abort, { once: true });
    });
  };
  const before = NodeHttpHandler.prototype.handle;
  NodeHttpHandler.prototype.handle = handle;

  return {
    faults,
    /** `onSend` is called with each message that is sent to a queue of Herald. */
    observers,
    queue,
    clear: (): void => {
      for (const one of queues.values()) one.purge();
      Object.assign(faults, {
        call: undefined,
        refusesEntry: undefined,
        copies: undefined,
        delays: undefined,
        loses: undefined,
      });
    },
    [Symbol.dispose]: (): void => {
      NodeHttpHandler.prototype.handle = before;
    },
  };
}

const lastPart = (text: string): string =>
  text.slice(Math.max(text.lastIndexOf('/'), text.lastIndexOf(':')) + 1);

function awsAnswerOf(request: AwsRequest, answer: PartnerAnswer): AwsAnswer | 'NEVER' {
  if (typeof answer === 'string') return 'NEVER';
  const { service } = request;
  if (answer.status === 200) {
    if (service === 'sqs') return accepting.sqs(request);
    return service === 'sns' ? accepting.sns() : accepting.events();
  }
  const [code, status] = answer.status === 429 ? ['ThrottlingException', 400] : ['InternalFailure', 500];
  return service === 'sns' ? xmlError(code, status) : jsonError(code, status);
}
