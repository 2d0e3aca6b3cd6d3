// What every function tells CloudWatch, by name: the metrics, with their units and who emits them. lib/ draws and alarms on no other names.

/** `outcome`: counted once more by the class of the outcome (core/model/delivery/outcome.ts). Who emits it is dimension `service`. */
export type MetricDefinition = {
  unit: 'Count' | 'Milliseconds' | 'Seconds';
  services: readonly string[];
  byOutcome?: true;
};

const deliverers = ['webhook-deliverer', 'aws-deliverer'] as const;

export const metricDefinitions = {
  /** Events that publish has stored. */
  EventsAccepted: { unit: 'Count', services: ['publish'] },
  /** Events that publish has refused for what they are: the platform's mistake. */
  EventsRejected: { unit: 'Count', services: ['publish'] },
  /** Events that publish could not store, for a reason of ours: the platform sends them again. */
  EventsNotStored: { unit: 'Count', services: ['publish'] },
  /** From the acceptance of an event until its hints are on a queue. */
  DispatchLag: { unit: 'Milliseconds', services: ['dispatcher'] },
  /** Hints put on a queue for the first time: deliveries owed. */
  DeliveriesExpected: { unit: 'Count', services: ['dispatcher'] },
  /** Requests made to partners, test notifications not counted. */
  Attempts: { unit: 'Count', services: deliverers },
  /** Those that were taken. */
  Delivered: { unit: 'Count', services: deliverers },
  /** Those that were not. */
  AttemptsFailed: { unit: 'Count', services: deliverers, byOutcome: true },
  /** Attempts that were due and not made, or made and not recorded, for a reason of ours. They come again. */
  AttemptsNotMade: { unit: 'Count', services: deliverers },
  /** How long a partner, or the deadline, kept an attempt. */
  AttemptDuration: { unit: 'Milliseconds', services: deliverers },
  /** From the acceptance of an event until a partner has taken it at the first attempt: what waits for a retry says nothing about us. */
  DeliveryLatency: { unit: 'Milliseconds', services: deliverers },
  /** Deliveries that have become FAILED: their attempts are used up. */
  Exhausted: { unit: 'Count', services: deliverers },
  /** Deliveries that were parked, because their target rests. */
  Parked: { unit: 'Count', services: deliverers },
  /** Targets whose circuit breaker has opened. */
  BreakersOpened: { unit: 'Count', services: deliverers },
  /** Requests that the guard of outgoing connections has refused: the host was private, or the URL was not allowed. */
  GuardRefusals: { unit: 'Count', services: ['webhook-deliverer'] },
  /** Sessions of partners' roles that STS was asked for; AWS counts them nowhere, and limits their rate. */
  SessionsAssumed: { unit: 'Count', services: ['aws-deliverer'] },
  /** How long the oldest due delivery has been due, read from the table each minute; 0 if none is. */
  OldestOverdue: { unit: 'Seconds', services: ['retry-scheduler'] },
  /** Hints that the retry-scheduler has sent. */
  RetriesWoken: { unit: 'Count', services: ['retry-scheduler'] },
  /** Parked deliveries that it has brought out. */
  Drained: { unit: 'Count', services: ['retry-scheduler'] },
  /** Targets that it has disabled: five days of failures, or a 410. */
  TargetsDisabled: { unit: 'Count', services: ['retry-scheduler'] },
  /** Deliveries that were owed and had no row, found by the audit and made due. */
  AuditRequeued: { unit: 'Count', services: ['audit'] },
  /** How far the audit is behind its fifteen minutes, at the end of a run. */
  AuditBehind: { unit: 'Seconds', services: ['audit'] },
  /** Tokens that the authorizer has refused. */
  AuthRefusals: { unit: 'Count', services: ['authorizer'] },
} as const satisfies Record<string, MetricDefinition>;

export type MetricName = keyof typeof metricDefinitions;

/** @param stage of the stack: two stages in one account have metrics of their own */
export const metricNamespaceOf = (stage: string): string => `Herald/${stage}`;
