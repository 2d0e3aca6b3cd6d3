// Handles each event once, although Herald sends it at least once.

/** NEW: this caller has it now. CLAIMED: another caller handles it at this moment. DONE: it was handled. */
export type Claim = 'NEW' | 'CLAIMED' | 'DONE';

/**
 * Remembers event ids. Use a table that all instances of your service share. A claim that is neither kept
 * nor released must end by itself: its holder has crashed, and the event comes again.
 */
export type IdStore = {
  /** Claims an id, unless it is claimed or done. */
  claim(id: string, seconds: number): Promise<Claim>;
  /** Marks the id as done. */
  keep(id: string, seconds: number): Promise<void>;
  /** Ends the claim. */
  release(id: string): Promise<void>;
};

/** Longer than a handler may take: Herald waits for an answer for 10 seconds. */
const claimSeconds = 60;
/** Longer than Herald retries, and than it keeps parked deliveries. */
const keepSeconds = 31 * 24 * 3600;

/** An `IdStore` of this process: enough for one instance, or for tests. @param clock milliseconds */
export function memoryIds(clock: () => number = Date.now): IdStore {
  const entries = new Map<string, { claim: Claim; end: number }>();
  const set = (id: string, claim: Claim, seconds: number) => {
    entries.delete(id);
    entries.set(id, { claim, end: clock() + seconds * 1000 });
  };
  return {
    async claim(id, seconds) {
      for (const [known, { end }] of entries) if (end <= clock()) entries.delete(known);
      const known = entries.get(id);
      if (known) return known.claim;
      set(id, 'CLAIMED', seconds);
      return 'NEW';
    },
    async keep(id, seconds) {
      set(id, 'DONE', seconds);
    },
    async release(id) {
      entries.delete(id);
    },
  };
}

/** The event is being handled at this moment: let it come again later. */
export class BusyError extends Error {
  override readonly name = 'BusyError';
}

/**
 * Calls `handle` unless the event was handled before. If `handle` fails or the process crashes, the next
 * attempt calls it again.
 * @returns whether it was called
 * @throws BusyError if another call handles the event at this moment, and whatever `handle` throws
 */
export async function once(id: string, ids: IdStore, handle: () => unknown): Promise<boolean> {
  const claim = await ids.claim(id, claimSeconds);
  if (claim === 'DONE') return false;
  if (claim === 'CLAIMED') throw new BusyError(`event ${id} is being handled at this moment`);
  try {
    await handle();
  } catch (error) {
    await ids.release(id);
    throw error;
  }
  await ids.keep(id, keepSeconds);
  return true;
}
