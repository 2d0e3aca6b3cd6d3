// Makes a link to the console: for the API, and for the operators' commands.
import { randomBytes } from 'node:crypto';
import type { Capability } from '../model/api/capability.ts';
import { type Author, changeOf } from '../model/api/change-record.ts';
import { HeraldError } from '../model/api/herald-error.ts';
import { hashOfToken, makeToken, tokenBytes } from '../model/api/opaque-token.ts';
import { codeLifetimeMs, type SessionCode, sessionCodePrefix } from '../model/api/session.ts';
import { newId } from '../runtime/id.ts';
import type { RecordChange } from '../store/registry/change-records.ts';
import type { Licensors } from '../store/registry/licensors.ts';
import type { SessionStore } from '../store/registry/sessions.ts';

export type LinkDeps = {
  sessions: Pick<SessionStore, 'putCode'>;
  licensors: Pick<Licensors, 'usageKeyOf'>;
  recordChange: RecordChange;
  stage: string;
  /** Links begin with it. */
  consoleOrigin: string;
  /** Milliseconds since the epoch. */
  clock: () => number;
};

/** `lifetime`: of the session without renewal, seconds. */
export type LinkInput = {
  capabilities: readonly Capability[];
  lifetime: number;
  subject?: string | undefined;
};

export type SessionLink = { url: string; sessionId: string; codeExpiresAt: string };

/**
 * @param owner a licensor, or `operator` for a session that reads all licensors
 * @throws HeraldError NOT_FOUND: there is no such licensor; CONFLICT: all its clients are disabled
 */
export async function createLink(
  { sessions, licensors, recordChange, stage, consoleOrigin, clock }: LinkDeps,
  owner: { licensor: string } | 'operator',
  { capabilities, lifetime, subject }: LinkInput,
  by: Author,
): Promise<SessionLink> {
  const speaksFor = owner === 'operator' ? undefined : owner.licensor;
  const usageKey = await licensors.usageKeyOf(speaksFor);
  const sessionId = newId(clock());
  const code = makeToken(sessionCodePrefix, stage, randomBytes(tokenBytes));
  const validUntil = new Date(clock() + codeLifetimeMs).toISOString();
  const named = subject === undefined ? {} : { subject };
  const item: SessionCode = {
    ...(speaksFor !== undefined && { speaksFor }),
    capabilities: [...capabilities],
    ...named,
    lifetime,
    createdBy: by.kind === 'OPERATOR' ? 'operator' : by.id,
    usageKey: requireUsable(usageKey, speaksFor),
    sessionId,
    validUntil,
  };
  const resource = { kind: 'session', id: sessionId } as const;
  const change = changeOf(by, resource, undefined, { capabilities, lifetime, ...named });
  // Operators have no list of changes of their own: their log has the command.
  const record = speaksFor === undefined ? [] : [recordChange(speaksFor, change)];
  await sessions.putCode(hashOfToken(code), item, record);
  return { url: `${consoleOrigin}/#code=${code}`, sessionId, codeExpiresAt: validUntil };
}

function requireUsable(usageKey: string | null | undefined, licensor = 'the platform'): string {
  if (usageKey === undefined) throw new HeraldError('NOT_FOUND', `there is no licensor "${licensor}"`);
  if (usageKey === null)
    throw new HeraldError('CONFLICT', `all access keys and clients of "${licensor}" are disabled`);
  return usageKey;
}
