// The metrics of all functions, with their units and the functions that emit them. lib/ uses no other names.
import { outcomeClasses } from '../../model/delivery/outcome.ts';

/** The classes of failed attempts (docs/architecture.md, "Attempt outcomes"). */
export const failureClasses = outcomeClasses.filter(outcome => outcome !== 'DELIVERED');

/**
 * `byOutcome`: also counted by the class of the outcome (core/model/delivery/outcome.ts), in the dimension
 * `outcome`. The function is the dimension `service`.
 */
export type MetricDefinition = {
  unit: 'Count' | 'Milliseconds' | 'Seconds';
  services: readonly string[];
  byOutcome?: true;
};

/** The functions behind the API. */
const callable = ['api', 'deliveries', 'graphql', 'publish', 'pull'] as const;
/** The functions that store the platform's events. */
const publishers = ['publish', 'feed'] as const;
export const deliverers = ['webhook-deliverer', 'aws-deliverer'] as const;

export const metricDefinitions = {
  /** Events that were stored. */
  EventsAccepted: { unit: 'Count', services: publishers },
  /** Events that were refused because they are invalid: the platform must correct them. */
  EventsRejected: { unit: 'Count', services: publishers },
  /**
   * Events that could not be stored because of a failure inside Herald: the platform or the feed's queue
   * sends them again.
   */
  EventsNotStored: { unit: 'Count', services: publishers },
  /** From the acceptance of an event until its delivery tasks are on a queue. */
  DispatchLag: { unit: 'Milliseconds', services: ['dispatcher'] },
  /** Expected deliveries: tasks that the dispatcher has put on a queue. */
  DeliveriesExpected: { unit: 'Count', services: ['dispatcher'] },
  /** Delivery attempts, without test notifications. */
  Attempts: { unit: 'Count', services: deliverers },
  /** Attempts that the partner accepted. */
  Delivered: { unit: 'Count', services: deliverers },
  /** Attempts that the partner did not accept. */
  AttemptsFailed: { unit: 'Count', services: deliverers, byOutcome: true },
  /**
   * Attempts that were not made, or not recorded, because of a failure inside Herald. Their messages return
   * to the queue.
   */
  AttemptsNotMade: { unit: 'Count', services: deliverers },
  /** The duration of an attempt, up to the deadline. */
  AttemptDuration: { unit: 'Milliseconds', services: deliverers },
  /**
   * From the acceptance of an event until the partner accepted it at the first attempt. Later attempts are
   * not included: their delay is the partner's.
   */
  DeliveryLatency: { unit: 'Milliseconds', services: deliverers },
  /** Deliveries that have become FAILED: their attempts are used up. */
  Exhausted: { unit: 'Count', services: deliverers },
  /** Deliveries that were parked, because the breaker of their target is open or the target is disabled. */
  Parked: { unit: 'Count', services: deliverers },
  /**
   * How late the latest task of a batch of the normal lane was when a deliverer took it: from the end of its
   * delay on the queue.
   */
  TaskLateness: { unit: 'Seconds', services: deliverers },
  /** The same for the slow lane, from the time at which the task was moved there. */
  SlowTaskLateness: { unit: 'Seconds', services: deliverers },
  /** Delivery tasks that were moved to the slow lane, because their target or licensor is slow. */
  MovedToSlowLane: { unit: 'Count', services: deliverers },
  /**
   * Messages that were sent to the quarantine: no delivery task, no such event, or sent on too often without
   * an attempt.
   */
  Quarantined: { unit: 'Count', services: deliverers },
  /** Targets whose circuit breaker has opened. */
  BreakersOpened: { unit: 'Count', services: deliverers },
  /** Requests that were not made because the URL is not allowed or its host has a private address. */
  GuardRefusals: { unit: 'Count', services: ['webhook-deliverer'] },
  /** AssumeRole calls. AWS limits their rate and has no metric for them. */
  SessionsAssumed: { unit: 'Count', services: ['aws-deliverer'] },
  /** How long the oldest due delivery has been due, read from the table each minute; 0 if none is due. */
  OldestOverdue: { unit: 'Seconds', services: ['retry-scheduler'] },
  /** Delivery tasks that the retry-scheduler has sent. */
  RetriesWoken: { unit: 'Count', services: ['retry-scheduler'] },
  /** Parked deliveries that the retry-scheduler has sent. */
  Drained: { unit: 'Count', services: ['retry-scheduler'] },
  /** Targets that Herald has disabled: five days of failures, or a 410. */
  IncidentsAnnounced: { unit: 'Count', services: ['retry-scheduler'] },
  TargetsDisabled: { unit: 'Count', services: ['retry-scheduler'] },
  /** Expected deliveries without a row, which the audit has created and made due. */
  AuditRequeued: { unit: 'Count', services: ['audit'] },
  /** How far the audit is behind its normal 15 minutes, at the end of a run. */
  AuditBehind: { unit: 'Seconds', services: ['audit'] },
  /** Tokens that the authorizer has refused. */
  AuthRefusals: { unit: 'Count', services: ['authorizer'] },
  /** Calls that a function has answered 403: not for this licensor, or the licensor may only read. */
  CallsForbidden: { unit: 'Count', services: callable },
} as const satisfies Record<string, MetricDefinition>;

export type MetricName = keyof typeof metricDefinitions;

/** The namespace of a stage's metrics: two stages in one account do not share them. */
export const metricNamespaceOf = (stage: string): string => `Herald/${stage}`;
