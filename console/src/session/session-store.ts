// Holds the session of this tab: begins it, renews it before it expires, and ends it.
import type { HeraldError } from '../../../packages/client/src/herald-error.ts';
import { asHeraldError } from '../api/api-error.ts';
import type { SessionCalls } from '../api/session-calls.ts';
import { type End, isExpired, renewalTime, type Session, storedSession } from './session.ts';

export type SessionState =
  | { kind: 'STARTING' }
  /** The reader has neither a session nor a link */
  | { kind: 'NONE' }
  /** The reader has signed in, and is a member of several licensors */
  | { kind: 'CHOICE'; licensors: readonly string[]; idToken: string }
  | { kind: 'ACTIVE'; session: Session }
  | { kind: 'ENDED'; end: End; error?: Error };

const storageKey = 'herald.session';
/** A renewal that fails is tried again, as long as the session lasts. */
const renewalRetryMs = 15_000;

type SessionStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));

export class SessionStore {
  readonly #calls: SessionCalls;
  readonly #storage: SessionStorage;
  readonly #listeners = new Set<() => void>();
  #state: SessionState = { kind: 'STARTING' };
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param storage sessionStorage: another tab does not see it, and it ends with the tab */
  constructor(calls: SessionCalls, storage: SessionStorage) {
    this.#calls = calls;
    this.#storage = storage;
  }

  readonly state = (): SessionState => this.#state;

  readonly token = (): string | undefined =>
    this.#state.kind === 'ACTIVE' ? this.#state.session.token : undefined;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** @param code of the link, if the page was opened by one. It replaces a session that the tab has. */
  async start(code: string | undefined): Promise<void> {
    if (code === undefined) {
      const session = storedSession(this.#storage.getItem(storageKey), Date.now());
      if (session) this.begin(session);
      else this.#become({ kind: 'NONE' });
      return;
    }
    try {
      this.begin(await this.#calls.exchange(code));
    } catch (error) {
      this.#forget({ kind: 'ENDED', end: 'REFUSED', error: asHeraldError(error) });
    }
  }

  /**
   * Goes on after the issuer has sent the reader back.
   * @param idToken gives the issuer's token
   * @param licensor chosen by the reader, if they are a member of several
   */
  async signIn(idToken: () => Promise<string>, licensor?: string): Promise<void> {
    try {
      const token = await idToken();
      const answer = await this.#calls.signIn(token, licensor);
      if ('licensors' in answer)
        this.#become({ kind: 'CHOICE', licensors: answer.licensors, idToken: token });
      else this.begin(answer);
    } catch (error) {
      this.#forget({ kind: 'ENDED', end: 'NOT_SIGNED_IN', error: asError(error) });
    }
  }

  begin(session: Session): void {
    this.#keep(session);
    this.#become({ kind: 'ACTIVE', session });
  }

  /** The API has refused the token: the session has expired, or someone has revoked it. */
  refused(error: HeraldError): void {
    if (this.#state.kind !== 'ACTIVE') return;
    const isOver = isExpired(this.#state.session, Date.now());
    // An expired session gets 403 as long as the gateway remembers it.
    if (error.status === 401 || (error.status === 403 && isOver)) {
      this.#forget({ kind: 'ENDED', end: isOver ? 'EXPIRED' : 'REFUSED', error });
    }
  }

  async signOut(): Promise<void> {
    if (this.#state.kind !== 'ACTIVE') return;
    const { session } = this.#state;
    this.#forget({ kind: 'ENDED', end: 'SIGNED_OUT' });
    // Without an answer it ends by itself, within minutes.
    await this.#calls.revoke(session).catch(() => undefined);
  }

  #become(state: SessionState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }

  #keep(session: Session): void {
    this.#storage.setItem(storageKey, JSON.stringify(session));
    const now = Date.now();
    const end = Date.parse(session.expiresAt);
    const renewal = renewalTime(session, now);
    if (renewal === undefined) this.#at(end, () => this.#expire());
    else this.#at(renewal, () => this.#renew());
  }

  #forget(state: SessionState): void {
    clearTimeout(this.#timer);
    this.#storage.removeItem(storageKey);
    this.#become(state);
  }

  #at(time: number, act: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(act, Math.max(0, time - Date.now()));
  }

  #expire(): void {
    this.#forget({ kind: 'ENDED', end: 'EXPIRED' });
  }

  async #renew(): Promise<void> {
    if (this.#state.kind !== 'ACTIVE') return;
    const { session } = this.#state;
    if (isExpired(session, Date.now())) return this.#expire();
    try {
      const renewed = await this.#calls.renew(session);
      if (this.#state.kind === 'ACTIVE') this.begin({ ...session, ...renewed });
    } catch (error) {
      this.refused(asHeraldError(error));
      if (this.#state.kind === 'ACTIVE') this.#at(Date.now() + renewalRetryMs, () => void this.#renew());
    }
  }
}
