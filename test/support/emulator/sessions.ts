// Sessions of the console, as a browser gets them: by a link and its code.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { startedSessionSchema } from '../../../core/model/api/session-view.ts';
import { createDynamo } from '../../../core/store/dynamodb/dynamodb.ts';
import { createSessionStore } from '../../../core/store/registry/sessions.ts';
import { herald, heraldAws } from './herald.ts';
import type { Licensor } from './licensor.ts';
import { request } from './raw-request.ts';

export type StartedSession = z.output<typeof startedSessionSchema>;

const linkSchema = z.object({ url: z.string(), sessionId: z.string() });

const store = createSessionStore(createDynamo(new DynamoDBClient(heraldAws)), herald.outputs.RegistryTable);

export const codeOf = (url: string): string => new URL(url).hash.replace('#code=', '');

export const exchange = (code: string) =>
  request('POST', '/portal-sessions', { body: JSON.stringify({ code }) });

/**
 * A link to the console of a licensor, made by the licensor itself.
 * @param fields `capabilities` and, if it matters, `expiresIn` and `subject`
 */
export const sessionLink = (licensor: Licensor, fields: object) =>
  licensor.partner.post('/portal-sessions', fields, linkSchema);

/** @returns a link to the console of a licensor, for a session with these capabilities */
export const linkFor = async (licensor: Licensor, ...capabilities: string[]): Promise<string> =>
  (await sessionLink(licensor, { capabilities })).url;

/** @param fields as for `sessionLink` */
export async function startSession(licensor: Licensor, fields: object): Promise<StartedSession> {
  const { url } = await sessionLink(licensor, fields);
  return startedSessionSchema.parse((await exchange(codeOf(url))).body);
}

/** Moves the end of a session into the past, as if its time were over. */
export async function expireSession(licensor: Licensor, sessionId: string): Promise<void> {
  const session = await store.get(licensor.name, sessionId);
  if (!session) throw new Error(`there is no session ${sessionId}`);
  await store.renew(session, new Date(Date.now() - 1_000).toISOString());
}
