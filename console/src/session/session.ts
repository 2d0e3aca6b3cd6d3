// The session that this tab holds, and its rules.

export const capabilities = ['view', 'replay', 'manage', 'secrets'] as const;
export type Capability = (typeof capabilities)[number];

export type Session = {
  token: string;
  sessionId: string;
  /** Absent in an operator's session, which sees all licensors */
  licensor?: string;
  capabilities: readonly Capability[];
  /** For whom it was made, e.g. an e-mail address */
  subject?: string;
  /** ISO 8601. A renewal moves it. */
  expiresAt: string;
  /** ISO 8601. No renewal moves the end beyond it. */
  renewableUntil: string;
};

/** Why there is no session any more */
export type End = 'EXPIRED' | 'REFUSED' | 'SIGNED_OUT' | 'NOT_SIGNED_IN';

const codePattern = /^#code=(hpc_[A-Za-z0-9_-]{1,200})$/;

/** @param fragment of the address, with its `#`. @returns the session code of a link, if it has one */
export const codeIn = (fragment: string): string | undefined => codePattern.exec(fragment)?.[1];

/**
 * @param query of the address
 * @returns the issuer's answer to a sign-in, if it is one (RFC 6749, 4.1.2)
 */
export function signInAnswerIn(query: string): URLSearchParams | undefined {
  const parameters = new URLSearchParams(query);
  const isAnswer = parameters.has('state') && (parameters.has('code') || parameters.has('error'));
  return isAnswer ? parameters : undefined;
}

/** An operator's session, which is for no licensor, may see everything of each, and change nothing. */
export function allows({ licensor, capabilities: own }: Session, capability: Capability): boolean {
  return licensor === undefined ? capability === 'view' : own.includes(capability);
}

export const isExpired = (session: Session, now: number): boolean => Date.parse(session.expiresAt) <= now;

/** A renewal is due when a third of the time is left, at most 2 minutes before the end. */
const renewalLeadMs = 120_000;

/**
 * @param now and startedAt in milliseconds; startedAt is when `expiresAt` was set
 * @returns when to renew, in milliseconds; undefined if it cannot be renewed, at its last end
 */
export function renewalTime(session: Session, startedAt: number): number | undefined {
  const end = Date.parse(session.expiresAt);
  if (end >= Date.parse(session.renewableUntil)) return undefined;
  return end - Math.min(renewalLeadMs, (end - startedAt) / 3);
}

/** @param text what `JSON.stringify` made of a session. @returns undefined if it is none, or has expired */
export function storedSession(text: string | null, now: number): Session | undefined {
  if (text === null) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isSession(value) && !isExpired(value, now) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isSession(value: unknown): value is Session {
  if (typeof value !== 'object' || value === null) return false;
  const texts = ['token', 'sessionId', 'expiresAt', 'renewableUntil'];
  return (
    texts.every(name => typeof Reflect.get(value, name) === 'string') &&
    Array.isArray(Reflect.get(value, 'capabilities'))
  );
}
