// Sources of the platform's own account whose events feed the catalogue (docs/publishing.md, "From
// EventBridge or SQS"): the function `feed`, and for each source a queue of what the catalogue refuses.
import { Duration, Lazy, Stack, Token } from 'aws-cdk-lib';
import { type EventPattern, type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { CfnQueue, type IQueue, type Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import * as z from 'zod';
import { sentenceOf } from '../../core/model/api/herald-error.ts';
import { issuesOf } from '../../core/model/api/parse.ts';
import { feedMappingSchema } from '../../core/publishing/contract.ts';
import * as contract from '../../lambdas/feed/contract.ts';
import { createQueue } from '../delivery/queues.ts';
import { allow, allowOnLicensors } from '../grants.ts';
import { LambdaFunction } from '../lambda-function.ts';
import type { Settings } from '../settings.ts';
import type { Storage } from '../storage.ts';
import type { SourceQueues } from './alarms.ts';

/** How a message of the source becomes an event. Paths: `$.a.b`, `$['a b']`, `$.list[0]`, or `$` for all. */
export type FeedMapping = {
  /** The topic of all events of the source. */
  topic: string;
  /** The event type of all events of the source, or the path to it. */
  eventType: string | { path: string };
  /** The path to the licensor. */
  licensor: string;
  /** The path to the event's `data`. */
  data: string;
  /**
   * The path to the event id. Default: EventBridge's `$.id`; for a queue the id of the message, which is not
   * the same if the platform sends an event twice.
   */
  eventId?: string;
  /** How many invocations may read the source at once, at least 2. Default: 10. */
  maxConcurrency?: number;
  /** Names the source in this stack. Default: the topic and the event type. */
  id?: string;
};
export type BusMapping = FeedMapping & { eventPattern: EventPattern };

type Source = { name: string; queue: IQueue; refused: Queue; mapping: object };

const timeout = Duration.seconds(30);
/** AWS asks for six times the timeout of the function (Lambda Developer Guide, "Using Lambda with SQS"). */
const leastVisibilitySeconds = 6 * timeout.toSeconds();
const visibilityTimeout = Duration.seconds(leastVisibilitySeconds + 1);
/** Of a queue for which none is given (SQS API Reference, "CreateQueue"). */
const defaultVisibilitySeconds = 30;
/** A message that failed inside Herald this often goes to the refused events as it is. */
const maxReceiveCount = 20;

/** Lambda allows 4 KB for all variables of a function (Lambda Developer Guide, "Quotas"). */
const maxBytes = 3400;
/** An ARN or a URL of a queue, which CloudFormation only knows at deployment. */
const bytesOfAddress = 130;

export class Feed extends Construct {
  readonly feed: LambdaFunction<typeof contract.environment>;
  private readonly settings: Settings;
  private readonly sources: Source[] = [];

  constructor(scope: Construct, id: string, { settings, storage }: { settings: Settings; storage: Storage }) {
    super(scope, id);
    this.settings = settings;
    this.feed = new LambdaFunction(this, 'Feed', {
      settings,
      name: 'feed',
      contract,
      environment: {
        EVENTS_TABLE: storage.events.tableName,
        EVENT_PAGES_TABLE: storage.eventPages.tableName,
        REGISTRY_TABLE: storage.registry.tableName,
        UNKNOWN_LICENSORS: settings.unknownLicensors,
        SOURCES: Lazy.string({ produce: () => this.sourcesAsJson() }),
        ACCOUNT_ID: Stack.of(this).account,
      },
      timeout,
    });
    allowOnLicensors(this.feed, storage, 'dynamodb:GetItem');
    allow(this.feed, storage.eventPages.tableArn, 'dynamodb:PartiQLInsert');
    allow(this.feed, storage.events.tableArn, 'dynamodb:PartiQLInsert', 'dynamodb:BatchGetItem');
  }

  /**
   * @returns the name of the source, the queue with its events, and the one with those that are refused
   * @throws Error for an id that another source has
   */
  addBus(bus: IEventBus, { eventPattern, ...mapping }: BusMapping): SourceQueues {
    const scope = this.scopeOf(mapping);
    const refused = createQueue(scope, 'RefusedEvents', { settings: this.settings });
    const queue = createQueue(scope, 'Queue', {
      settings: this.settings,
      visibilityTimeout,
      deadLetterQueue: { queue: refused, maxReceiveCount },
    });
    // EventBridge's dead-letter message is the event, too.
    const target = new SqsQueue(queue, { deadLetterQueue: refused });
    new Rule(scope, 'Rule', { eventBus: bus, eventPattern, targets: [target] });
    this.read(scope.node.id, queue, refused, { eventId: '$.id', ...mapping });
    return { name: scope.node.id, queue, refused };
  }

  /**
   * @throws Error for a FIFO queue, because events have no order, for a visibility timeout that is too short,
   *   and for a queue or an id given twice
   */
  addQueue(queue: IQueue, mapping: FeedMapping): SourceQueues {
    if (queue.fifo)
      throw new Error('publishFrom: a FIFO queue cannot be a source, because events have no order');
    if (this.sources.some(source => source.queue.queueArn === queue.queueArn))
      throw new Error(
        'publishFrom: the queue is a source already: let one source have several event types (eventType: { path })',
      );
    const seconds = visibilityTimeoutOf(queue) ?? leastVisibilitySeconds;
    if (seconds < leastVisibilitySeconds)
      throw new Error(
        `publishFrom: the visibility timeout of the queue must be at least ${leastVisibilitySeconds} seconds, but is ` +
          `${seconds}: else a message is read again while it is being published`,
      );
    const scope = this.scopeOf(mapping);
    const refused = createQueue(scope, 'RefusedEvents', { settings: this.settings });
    this.read(scope.node.id, queue, refused, mapping);
    return { name: scope.node.id, queue, refused };
  }

  private scopeOf({ id, topic, eventType }: FeedMapping): Construct {
    const name = id ?? `${topic}${typeof eventType === 'string' ? eventType : ''}`;
    if (this.node.tryFindChild(name))
      throw new Error(`publishFrom: the id "${name}" is taken: give each source an id of its own (id)`);
    return new Construct(this, name);
  }

  private read(name: string, queue: IQueue, refused: Queue, all: FeedMapping): void {
    const { maxConcurrency = 10, id: _, ...mapping } = all;
    this.sources.push({ name, queue, refused, mapping });
    const bytes = this.sources.reduce(
      (sum, one) => sum + JSON.stringify(one.mapping).length + 2 * bytesOfAddress,
      0,
    );
    if (bytes > maxBytes)
      throw new Error(
        `publishFrom: the mappings of ${this.sources.length} sources take ${bytes} bytes, of ${maxBytes} that fit ` +
          'into the environment of a function: let one source have several event types (eventType: { path })',
      );
    refused.grant(this.feed, 'sqs:SendMessage');
    this.feed.live.addEventSource(
      new SqsEventSource(queue, {
        batchSize: contract.batchSize,
        maxConcurrency,
        reportBatchItemFailures: true,
      }),
    );
  }

  /** The name and the URLs of the queues of each source, as JSON (core/history/feed-sources.ts). */
  queuesAsJson(): string {
    return Lazy.string({
      produce: () =>
        Stack.of(this).toJsonString(
          this.sources.map(({ name, queue, refused }) => ({
            name,
            queue: queue.queueUrl,
            refused: refused.queueUrl,
          })),
        ),
    });
  }

  private sourcesAsJson(): string {
    return Stack.of(this).toJsonString(
      this.sources.map(({ queue, refused, mapping }) => ({
        ...mapping,
        queue: queue.queueArn,
        refused: refused.queueUrl,
      })),
    );
  }
}

/** What `publishFrom` takes. `maxConcurrency`: what Lambda accepts for SQS. */
const optionsSchema = feedMappingSchema.extend({
  maxConcurrency: z.int().min(2).max(1000).optional(),
  id: z.string().min(1).optional(),
});

/** @throws Error that names the fields of the mapping which are wrong, and what is expected */
export function requireMapping(mapping: FeedMapping): void {
  const { error } = optionsSchema.safeParse(mapping, { reportInput: true });
  if (error) throw new Error(`publishFrom: ${sentenceOf(issuesOf(error.issues, []))}`);
}

/**
 * @returns the visibility timeout of a queue that the app defines, seconds; undefined if it is not known here
 */
function visibilityTimeoutOf(queue: IQueue): number | undefined {
  const resource = queue.node.defaultChild;
  if (!(resource instanceof CfnQueue)) return undefined;
  const { visibilityTimeout: seconds = defaultVisibilitySeconds } = resource;
  return Token.isUnresolved(seconds) ? undefined : seconds;
}
