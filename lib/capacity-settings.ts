// The settings of capacity: how much may run at once, and what is kept ready. What each costs is in
// docs/deploy.md, "Capacity".
import type { LeaseLimits } from '../core/registration/contract.ts';

/** The functions without which no partner is served, by the name of their folder in lambdas/. */
export type ReservableFunction = 'authorizer' | 'publish' | 'dispatcher' | 'retry-scheduler';

/** The functions for whose answer or work somebody waits. */
export type ProvisionableFunction =
  | 'authorizer'
  | 'api'
  | 'graphql'
  | 'publish'
  | 'pull'
  | 'deliveries'
  | 'dispatcher'
  | 'webhook-deliverer'
  | 'aws-deliverer';

export type TableName = 'registry' | 'secrets' | 'events' | 'eventPages' | 'deliveries';

/**
 * Concurrent invocations of one deliverer. `normal`: each makes up to 10 attempts at a time. `slow`: each
 * makes up to 100 attempts at a time, for slow targets.
 */
export type LaneConcurrency = { normal: number; slow: number };

/** Units a second between which auto scaling keeps the use at 70 percent. */
export type CapacityRange = { min: number; max: number };

export type CapacitySettings = {
  /** Concurrent invocations of each deliverer. */
  deliveryConcurrency: { webhook: LaneConcurrency; aws: LaneConcurrency };
  /**
   * How many requests may wait for a partner's side at once: registrations of AWS targets and test
   * notifications. Each holds two functions, for up to 29 seconds.
   */
  waitingRequests: LeaseLimits;
  /**
   * Concurrent executions that Lambda keeps for these functions, so that others cannot take them; each
   * number is also the function's maximum. Off by default, because a new AWS account cannot reserve any.
   */
  reservedConcurrency?: Partial<Record<ReservableFunction, number>>;
  /**
   * Execution environments that Lambda keeps started, so that no request waits for a cold start. Off by
   * default: each costs money at rest, and a new AWS account cannot have any.
   */
  provisionedConcurrency?: Partial<Record<ProvisionableFunction, number>>;
  /**
   * Tables with provisioned capacity and auto scaling, and the same range for each index of the table. The
   * others are billed per request.
   */
  capacity?: Partial<Record<TableName, { read: CapacityRange; write: CapacityRange }>>;
  /**
   * Units a second that a table, and each of its indexes, must serve at once. At least 12,000 and 4,000,
   * which each has from the beginning. DynamoDB charges once for each increase, and never lowers them.
   */
  warmThroughput?: Partial<Record<TableName, { read: number; write: number }>>;
};
