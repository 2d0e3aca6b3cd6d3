// Sessions of the console, as a browser gets them: by a link and its code.
import * as z from 'zod';
import { startedSessionSchema } from '../../../core/model/api/session-view.ts';
import type { Licensor } from './licensor.ts';
import { request } from './raw-request.ts';

export type StartedSession = z.output<typeof startedSessionSchema>;

const linkSchema = z.object({ url: z.string() });

export const codeOf = (url: string): string => new URL(url).hash.replace('#code=', '');

export const exchange = (code: string) =>
  request('POST', '/portal-sessions', { body: JSON.stringify({ code }) });

/** @param fields `capabilities` and, if it matters, `expiresIn` and `subject` */
export async function startSession(licensor: Licensor, fields: object): Promise<StartedSession> {
  const { url } = await licensor.partner.post('/portal-sessions', fields, linkSchema);
  return startedSessionSchema.parse((await exchange(codeOf(url))).body);
}
