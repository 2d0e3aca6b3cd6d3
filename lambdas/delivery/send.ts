// What a channel's deliverer supplies: the attempt itself.
import type { Event } from '../domain/event.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { Target } from '../domain/target.ts';

/**
 * Makes one attempt. Whatever the partner's side does is an outcome; what throws is our own failure (KMS, STS or DynamoDB
 * unavailable, a bug), is never charged to the partner, and leaves the hint on the queue.
 */
export type Send = (event: Event, target: Target) => Promise<Outcome>;
