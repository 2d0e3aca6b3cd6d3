// All resources of Herald, with settings that are already complete (docs/architecture.md, "The picture").
import { Annotations, CfnOutput, Stack, Validations } from 'aws-cdk-lib';
import type { Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { Api } from './api/api.ts';
import { Identity } from './api/identity.ts';
import { CanaryDeployments } from './canary.ts';
import { Console } from './console/console.ts';
import { localSignIn } from './console/console-settings.ts';
import { Announcements } from './delivery/announcements.ts';
import { Audit } from './delivery/audit.ts';
import { Channels } from './delivery/channels.ts';
import { Dispatch } from './delivery/dispatch.ts';
import { partnerRolePattern } from './delivery/partner-roles.ts';
import { createQueue } from './delivery/queues.ts';
import { Retries } from './delivery/retries.ts';
import { addSourceAlarms } from './feed/alarms.ts';
import { type BusMapping, Feed, type FeedMapping, requireMapping } from './feed/feed.ts';
import { addFeedRow, addSourceGraphs } from './feed/graphs.ts';
import { functionsOf } from './lambda-function.ts';
import type { Alarms } from './operations/alarms.ts';
import type { Metrics } from './operations/metrics.ts';
import { Operations } from './operations/operations.ts';
import type { Settings } from './settings.ts';
import { Storage } from './storage.ts';
import { TargetNews } from './target-news.ts';
import { requireEvent } from './topics-module.ts';

export class Installation extends Construct {
  /** Where partners call the API: `https://…/v1/`. */
  readonly apiUrl: string;
  /** Where people open the console; undefined if the settings leave it out. */
  readonly consoleUrl: string | undefined;
  /** By name (docs/runbook.md has a section for each). Those that the settings leave out are missing. */
  readonly alarms: Alarms;
  /** What the alarms and the dashboard show, for alarms and graphs of your own. */
  readonly metrics: Metrics;
  /** Gets the alarms that need an operator now. */
  readonly page: Topic;
  /** Gets the alarms that can wait until the morning. */
  readonly warn: Topic;
  /** Patterns for rules on the event bus of the setting `healthEvents`. */
  readonly events: TargetNews;
  private readonly api: Api;
  private readonly settings: Settings;
  private readonly storage: Storage;
  private readonly dashboard: Dashboard | undefined;
  private feed: Feed | undefined;

  constructor(scope: Construct, id: string, { settings }: { settings: Settings }) {
    super(scope, id);
    const stack = Stack.of(this);
    if (settings.deletionProtection) stack.terminationProtection = true;
    if (settings.protectData && !settings.deletionProtection) {
      Annotations.of(this).addWarningV2(
        'herald:first',
        'Nothing is protected against deletion yet: deploy again without -c first=true.',
      );
    }
    const storage = new Storage(this, 'Storage', { settings });
    /** Messages and records that Herald cannot handle. An alarm goes off if it is not empty. */
    const quarantine = createQueue(this, 'Quarantine', { settings });
    /** A notice of each delivery that has used up its attempts, for the operator's own tools. */
    const deadDeliveries = createQueue(this, 'DeadDeliveries', { settings });
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'Herald does not read dead-deliveries, so a dead-letter queue for it would stay empty.',
    });

    const identity = new Identity(this, 'Identity', { settings });
    const channels = new Channels(this, 'Channels', { settings, storage, quarantine, deadDeliveries });
    new Dispatch(this, 'Dispatch', { settings, storage, channels, quarantine });
    if (settings.healthEvents || settings.mail)
      new Announcements(this, 'Announcements', { settings, storage, quarantine });
    new Retries(this, 'Retries', { settings, storage, channels, deadDeliveries });
    new Audit(this, 'Audit', { settings, storage });
    const page =
      settings.console && !settings.isEmulated
        ? new Console(this, 'Console', { settings, console: settings.console })
        : undefined;
    const consoleOrigin = page?.origin ?? settings.consoleOrigin ?? '';
    const signIn = page ? page.signIn : localSignIn(settings.console);
    const shared = {
      settings,
      storage,
      identity,
      channels,
      deadDeliveries,
      quarantine,
      consoleOrigin,
      signIn,
    };
    const api = new Api(this, 'Api', shared);
    page?.forwardTo(api.restApi, settings);

    const queues = {
      webhook: channels.webhook.queue,
      aws: channels.aws.queue,
      slowWebhook: channels.webhook.slowQueue,
      slowAws: channels.aws.slowQueue,
      quarantine,
      deadDeliveries,
    };
    const operations = new Operations(this, 'Operations', {
      settings,
      monitored: { functions: functionsOf(this), queues, tables: storage.tables, api: api.restApi },
    });

    if (settings.deploys === 'canary' && settings.profile === 'full') {
      const { warn: topic } = operations;
      new CanaryDeployments(this, 'Canary', { settings, functions: functionsOf(this), topic });
    }

    const outputs = {
      Stage: settings.stage,
      ApiUrl: api.restApi.url,
      ApiId: api.restApi.restApiId,
      DomainTarget: api.restApi.domainName?.domainNameAliasDomainName,
      PublishFunctionArn: api.publishFunction.live.functionArn,
      UserPoolId: identity.userPool?.userPoolId,
      Issuer: identity.issuer || undefined,
      TokenUrl: identity.tokenUrl,
      UsagePlanIds: JSON.stringify(api.usagePlanIds),
      RegistryTable: storage.registry.tableName,
      SecretsTable: storage.secrets.tableName,
      EventsTable: storage.events.tableName,
      EventPagesTable: storage.eventPages.tableName,
      DeliveriesTable: storage.deliveries.tableName,
      QuarantineUrl: quarantine.queueUrl,
      ConsoleUrl: consoleOrigin || undefined,
      MemberPoolId: page?.memberPoolId,
      DeadDeliveriesUrl: deadDeliveries.queueUrl,
      WebhookQueueUrl: channels.webhook.queue.queueUrl,
      AwsQueueUrl: channels.aws.queue.queueUrl,
      SlowWebhookQueueUrl: channels.webhook.slowQueue.queueUrl,
      SlowAwsQueueUrl: channels.aws.slowQueue.queueUrl,
      ChangesKeptForDays: String(settings.changesKeptFor.toDays()),
      PageTopicArn: operations.page.topicArn,
      WarnTopicArn: operations.warn.topicArn,
      PartnerEventSourceName: settings.partnerEventSource,
      DeliveryRolePattern: partnerRolePattern(this, settings),
    };
    for (const [name, value] of Object.entries(outputs)) {
      // The operators' commands find them by these names.
      if (value !== undefined) new CfnOutput(this, name, { value }).overrideLogicalId(name);
    }
    this.api = api;
    this.settings = settings;
    this.storage = storage;
    this.events = new TargetNews(settings);
    this.apiUrl = api.restApi.url;
    this.consoleUrl = consoleOrigin || undefined;
    this.alarms = operations.alarms;
    this.metrics = operations.metrics;
    this.page = operations.page;
    this.warn = operations.warn;
    this.dashboard = operations.dashboard;
  }

  /** Allows code in the account to publish events by invoking the publish function (docs/publishing.md). */
  grantPublish(grantee: IGrantable): void {
    this.api.grantPublish(grantee);
  }

  /**
   * Publishes events that the platform puts on a bus or a queue of its account (docs/publishing.md, "From
   * EventBridge or SQS"). What the catalogue refuses is kept in a queue with the reason.
   * @throws Error for a path, topic or event type that is not valid
   */
  publishFrom(bus: IEventBus, mapping: BusMapping): void;
  publishFrom(queue: IQueue, mapping: FeedMapping): void;
  publishFrom(source: IEventBus | IQueue, mapping: FeedMapping | BusMapping): void {
    const { settings, storage } = this;
    const { topic, eventType } = mapping;
    const { eventPattern, ...fields } = { eventPattern: undefined, ...mapping };
    const isBus = 'eventBusArn' in source;
    if (!isBus && !('queueArn' in source))
      throw new Error('publishFrom: the source must be an EventBridge bus or an SQS queue');
    if (!isBus && eventPattern !== undefined)
      throw new Error('publishFrom: eventPattern: a queue has none, because all its messages are read');
    if (isBus && Object.keys(eventPattern ?? {}).length === 0)
      throw new Error(
        "publishFrom: eventPattern: required for a bus, e.g. { source: ['orders'] }, to select its events",
      );
    requireMapping(fields);
    requireEvent(settings.topics, topic, typeof eventType === 'string' ? eventType : undefined);
    this.feed ??= this.createFeed({ settings, storage });
    const queues = isBus
      ? this.feed.addBus(source, { ...fields, eventPattern: eventPattern ?? {} })
      : this.feed.addQueue(source, fields);
    const alarms = addSourceAlarms(this.feed, settings, queues, this);
    if (this.dashboard) addSourceGraphs(this.dashboard, queues, alarms);
  }

  private createFeed(props: { settings: Settings; storage: Storage }): Feed {
    const feed = new Feed(this, 'Feed', props);
    // `npm run herald -- status` finds the sources by this name.
    new CfnOutput(this, 'FeedSources', { value: feed.queuesAsJson() }).overrideLogicalId('FeedSources');
    if (this.dashboard) addFeedRow(this.dashboard, feed, this.metrics);
    return feed;
  }
}
