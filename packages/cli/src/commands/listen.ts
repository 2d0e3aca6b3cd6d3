// herald listen: the licensor's events, pulled by cursor and forwarded to a server on this machine
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, destinationOf, type Forwarded, forward } from '../listen/forward.ts';
import { resendKeys } from '../listen/keys.ts';
import { type Position, positionFile, readPosition, withHandled, writePosition } from '../listen/position.ts';
import { showItem } from '../output.ts';
import { askSecret } from '../questions.ts';
import { type Invocation, isStageForTrials, openSession, type Session } from '../session.ts';
import { type EventFilter, queryOf } from './events.ts';

export type ListenOptions = EventFilter & {
  forward: string;
  since?: string | undefined;
  allowRemote: boolean;
  secretFromStdin: boolean;
};

/** Ends by a signal. Each event is forwarded until the server answers, with any status. */
export async function listen(invocation: Invocation, options: ListenOptions): Promise<void> {
  const session = openSession(invocation);
  const { herald, terminal, account, env } = session;
  const url = destinationOf(options.forward, options.allowRemote);
  const secret = await secretOf(session, options);
  const filter = queryOf(options);
  const file = positionFile(env, [account.url, account.licensor, url.href, filter]);
  let position = positionOf(file, options.since);
  const { after, since } = position;
  announce(session, url, secret, after === undefined ? `from ${since}` : 'from where the last listener was');
  const begin = after === undefined ? { since } : { after };

  const ended = new AbortController();
  const keys = resendKeys(terminal, () => ended.abort());
  const pollMs = isStageForTrials(account) ? 500 : 5_000;
  const pages = herald.eventPages(
    { ...filter, ...begin, limit: 100, recent: 'true' },
    { pollMs, signal: ended.signal },
  );
  try {
    for await (const page of pages) {
      for (const event of page.events) {
        if (position.handled.includes(event.eventId)) continue;
        await send(session, event, url, secret.value, ended.signal);
        if (ended.signal.aborted) return;
        keys.offer(() => send(session, event, url, secret.value, ended.signal));
        position = withHandled(position, event.eventId);
        writePosition(file, position);
      }
      if (page.after === position.after) continue;
      position = { ...position, after: page.after };
      writePosition(file, position);
    }
  } finally {
    keys.close();
  }
}

/** The stored position. A time that is given, and the time of the first run, are stored before an event is. */
function positionOf(file: string, since: string | undefined): Position {
  const stored = readPosition(file);
  if (since === undefined && (stored.after !== undefined || stored.since !== undefined)) return stored;
  const begin = { since: since ?? new Date().toISOString(), handled: [] };
  writePosition(file, begin);
  return begin;
}

type Secret = { readonly value: string; readonly isNew: boolean };

/** No answer of the API has the secret of a target: it is yours, or one for this session. */
async function secretOf({ env, terminal }: Session, { secretFromStdin }: ListenOptions): Promise<Secret> {
  if (secretFromStdin) return { value: await askSecret(terminal, 'Signing secret'), isNew: false };
  const own = env['HERALD_LISTEN_SECRET'];
  return own
    ? { value: own, isNew: false }
    : { value: `whsec_${randomBytes(32).toString('base64')}`, isNew: true };
}

function announce({ terminal, account }: Session, url: URL, { value, isNew }: Secret, from: string): void {
  if (terminal.json) terminal.print(JSON.stringify({ listening: url.href, ...(isNew && { secret: value }) }));
  terminal.note(`Events of ${account.licensor} go to ${url.href}, ${from}`);
  if (isNew && !terminal.json) terminal.note(`Signing secret of this session: ${value}`);
}

/** Repeats until there is an answer: a server that restarts loses no event. */
async function send(
  { terminal }: Session,
  event: Forwarded & { eventType: string },
  url: URL,
  secret: string,
  signal: AbortSignal,
): Promise<void> {
  const { eventId, eventType } = event;
  for (let tries = 1; !signal.aborted; tries += 1) {
    const answer = await forward(event, url, secret).catch(reasonOf);
    if (typeof answer !== 'string') {
      showItem(terminal, { eventId, eventType, ...answer }, () => lineOf(event, answer));
      return;
    }
    if (tries === 1) terminal.note(`${eventId}: ${answer}; waiting for ${url.host}`);
    await delay(Math.min(5_000, 250 * 2 ** (tries - 1)), undefined, { signal }).catch(() => {});
  }
}

const lineOf = (
  { eventId, eventType }: Forwarded & { eventType: string },
  { status, milliseconds }: Answer,
) => `${new Date().toISOString()}  ${status}  ${eventType}  ${eventId}  ${milliseconds} ms`;

function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  if (thrown.name === 'TimeoutError') return 'no answer within 10 s';
  const { cause } = thrown;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : thrown.message;
}
