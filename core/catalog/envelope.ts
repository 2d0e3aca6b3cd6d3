// A topic's envelope, rendered with the event: text, with slots for what differs from one notification of the event to the next.
import { randomUUID } from 'node:crypto';
import type { Envelope } from '../model/event/event.ts';

/** Stands for a whole JSON value, wherever a topic's file puts it. */
export type Slot = { readonly toJSON: () => string };
export type Slots = {
  /** What the topic's `payload` gives. */
  readonly content: Slot;
  /** The id of the subscription that a notification is made for, null in an event that is pulled without one. */
  readonly subscriptionId: Slot;
};

/**
 * @param wrap makes the envelope, an object whose JSON holds the slots
 * @returns the envelope's JSON, split at its slots
 */
export function envelopePartsOf(wrap: (slots: Slots) => object): Envelope['parts'] {
  // Nobody can have put it into an event's data: it is made after the data came.
  const nonce = randomUUID();
  const slot = (name: keyof Slots): Slot => ({ toJSON: () => `${nonce} ${name}` });
  const text = JSON.stringify(wrap({ content: slot('content'), subscriptionId: slot('subscriptionId') }));
  return text
    .split(new RegExp(`("${nonce} \\w+")`))
    .map(part => (part.startsWith(`"${nonce}`) ? { slot: nameIn(part) } : part));
}

const nameIn = (part: string): keyof Slots => (part.endsWith(' content"') ? 'content' : 'subscriptionId');
