// The partners' webhooks, as a replacement for `node:https`: it answers the deliverer's requests on virtual
// time. Usage: `vi.mock('node:https', () => import('./simulated-partner.ts'))`.
import { EventEmitter } from 'node:events';

/**
 * What happens before a request reaches the webhook. 'PRIVATE': its host name resolves to a private address.
 * 'NAME_HANGS': its name servers do not answer. 'NO_RESOLVER': no name can be resolved.
 */
export type ConnectFault = 'PRIVATE' | 'NAME_HANGS' | 'NO_RESOLVER';
/**
 * 'HANG': the partner never answers. 'STALE': it has closed an idle connection. `afterMs`: the time until it
 * answers.
 */
export type PartnerAnswer =
  | { status: number; retryAfter?: string; afterMs?: number }
  | 'HANG'
  | 'STALE'
  | ConnectFault;
export type AnswerMessage = (message: { targetId: string; eventId: string; body: string }) => PartnerAnswer;

let answerMessage: AnswerMessage = () => {
  throw new Error('call setPartner first');
};
let errorOf = (fault: ConnectFault): Error => new Error(`call setPartner with an error for ${fault} first`);
/**
 * @param connectError returns the outbound client's error; this module is its transport and cannot import
 *   it
 */
export const setPartner = (answer: AnswerMessage, connectError = errorOf): void => {
  answerMessage = answer;
  errorOf = connectError;
};

/** The outbound client only constructs it. */
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

/** The last part of the URL's path is the target id. */
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
      const eventId = options.headers['webhook-id'] ?? '';
      const answer = answerMessage({ targetId, eventId, body: body.toString() });
      if (answer === 'HANG') return;
      if (answer === 'STALE') {
        this.reusedSocket = true;
        this.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }));
        return;
      }
      if (typeof answer === 'string') {
        this.destroy(errorOf(answer));
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
