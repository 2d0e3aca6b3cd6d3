// What a channel's deliverer must be able to do: one attempt at one target.
import type { AuthProfile } from '../domain/auth-profile.ts';
import type { Event } from '../domain/event.ts';
import type { Framing } from '../domain/notification.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { Target } from '../domain/target.ts';

export type Notification = {
  event: Event;
  target: Target;
  /** The one that the target refers to; undefined if it refers to none, or to one that is gone. */
  authProfile: AuthProfile | undefined;
  framing: Framing;
};

/**
 * Makes one attempt.
 * @returns what came of it, whatever the partner did
 * @throws only for our own failures (KMS, STS, DynamoDB, permissions), which leave the message on the queue and count no attempt
 */
export type Send = (notification: Notification) => Promise<Outcome>;
