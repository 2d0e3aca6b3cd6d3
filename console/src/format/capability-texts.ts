// What the capabilities of a session allow, in words.
import type { Capability } from '../session/session.ts';

/** Completes "The session may …". */
export const capabilityTexts: Record<Capability, string> = {
  view: 'see everything but secrets',
  replay: 'send again, and send tests',
  manage: 'change targets, subscriptions and sessions',
  secrets: 'change credentials',
};

/** @returns why a session without the capability cannot do something */
export const missingText = (capability: Capability): string =>
  `Your session may not ${capabilityTexts[capability]}. Ask for one with the capability "${capability}".`;
