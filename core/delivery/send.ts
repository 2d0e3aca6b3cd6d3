// What each channel implements: one attempt at one target.
import type { Outcome } from '../model/delivery/outcome.ts';
import type { Event } from '../model/event/event.ts';
import type { Framing } from '../model/event/notification.ts';
import type { Target } from '../model/target/target.ts';
import type { AuthProfile } from '../model/webhook-auth/auth-profile.ts';

export type Notification = {
  event: Event;
  target: Target;
  /**
   * The auth profile that the target refers to; undefined if it refers to none, or if the profile is gone.
   */
  authProfile: AuthProfile | undefined;
  framing: Framing;
};

/** `answer`: an excerpt of a failed answer's body. It is no part of the outcome that is logged and stored. */
export type SendResult = Outcome & { answer?: string | undefined };

/**
 * Makes one attempt.
 * @returns the outcome, whatever the partner answers
 * @throws only for failures inside Herald (KMS, STS, DynamoDB, permissions): the message returns to the
 *   queue and no attempt counts
 */
export type Send = (notification: Notification) => Promise<SendResult>;
