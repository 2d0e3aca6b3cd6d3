// What a channel's deliverer must be able to do: one attempt at one target.

import type { Outcome } from '../model/delivery/outcome.ts';
import type { Event } from '../model/event/event.ts';
import type { Framing } from '../model/event/notification.ts';
import type { Target } from '../model/target/target.ts';
import type { AuthProfile } from '../model/webhook-auth/auth-profile.ts';

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
