// Renders a topic's envelope when the event is accepted: text with slots. The slots are filled for each
// notification, because the subscription id differs.
import { randomUUID } from 'node:crypto';
import type { Envelope } from '../model/event/event.ts';

/** A placeholder for a whole JSON value. */
export type Slot = { readonly toJSON: () => string };
export type Slots = {
  /** The result of the topic's `payload`. */
  readonly content: Slot;
  /** The id of the notification's subscription; null if the event is pulled. */
  readonly subscriptionId: Slot;
};

/**
 * @param wrap returns the envelope: an object that contains the slots
 * @returns the envelope's JSON, split at its slots
 */
export function envelopePartsOf(wrap: (slots: Slots) => object): Envelope['parts'] {
  // Random, so that no text in the event's data can be taken for a slot.
  const nonce = randomUUID();
  const slot = (name: keyof Slots): Slot => ({ toJSON: () => `${nonce} ${name}` });
  const text = JSON.stringify(wrap({ content: slot('content'), subscriptionId: slot('subscriptionId') }));
  return text
    .split(new RegExp(`("${nonce} \\w+")`))
    .map(part => (part.startsWith(`"${nonce}`) ? { slot: slotNameOf(part) } : part));
}

const slotNameOf = (part: string): keyof Slots => (part.endsWith(' content"') ? 'content' : 'subscriptionId');
