// The partners' webhooks, behind `node:https`: what the deliverer's requests get is decided here, on virtual time. To be mocked in place of
// Node's own module: `vi.mock('node:https', () => import('./simulated-partner.ts'))`.
import { EventEmitter } from 'node:events';

/** 'HANG': no answer ever comes. 'PRIVATE': its host leads inside. `afterMs`: how long a webhook takes. */
export type PartnerAnswer = { status: number; retryAfter?: string; afterMs?: number } | 'HANG' | 'PRIVATE';
export type PartnerSees = (message: { targetId: string; eventId: string; body: string }) => PartnerAnswer;

let sees: PartnerSees = () => {
  throw new Error('no partner yet');
};
let refused = (): Error => new Error('nobody says how a refusal looks');
/** @param refusal of a host that leads inside: the guard's own error, which this stand-in for its transport cannot import */
export const setPartner = (to: PartnerSees, refusal = refused): void => {
  sees = to;
  refused = refusal;
};

/** As far as it is constructed. */
export class Agent {}

type Options = { path: string; headers: Record<string, string> };
type Answer = EventEmitter & {
  statusCode: number;
  headers: Record<string, string>;
  complete: boolean;
  destroy: () => void;
};

function answered(status: number, retryAfter: string | undefined): Answer {
  const headers: Record<string, string> = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
  return Object.assign(new EventEmitter(), {
    statusCode: status,
    headers,
    complete: true,
    destroy: () => {},
  });
}

/** The target is the last part of the URL's path. */
export function request(options: Options, callback: (answer: Answer) => void) {
  const emitter = new EventEmitter();
  let isOver = false;
  const close = (): void => {
    isOver = true;
    emitter.emit('close');
  };
  return Object.assign(emitter, {
    reusedSocket: false,
    end(body: string | Buffer): void {
      const targetId = options.path.slice(options.path.lastIndexOf('/') + 1);
      const answer = sees({ targetId, eventId: options.headers['webhook-id'] ?? '', body: body.toString() });
      if (answer === 'HANG') return;
      if (answer === 'PRIVATE') {
        this.destroy(refused());
        return;
      }
      const respond = (): void => {
        if (isOver) return;
        const message = answered(answer.status, answer.retryAfter);
        callback(message);
        message.emit('close');
        close();
      };
      if (answer.afterMs === undefined) queueMicrotask(respond);
      else setTimeout(respond, answer.afterMs);
    },
    destroy(error?: Error): void {
      if (isOver) return;
      queueMicrotask(() => {
        if (error) emitter.emit('error', error);
        close();
      });
    },
  });
}
