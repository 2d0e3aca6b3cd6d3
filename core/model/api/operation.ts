// One operation of the REST API. Everything about a route that a caller must know is stated here once: the
// handler is typed by it, its tests parse answers by it, and docs/openapi.json is made from it.
import type * as z from 'zod';
import type { ErrorCode } from './herald-error.ts';

/** A route of API Gateway, e.g. `GET /{licensor}/notifications/targets`. */
export type OperationKey = `${'GET' | 'POST' | 'PUT' | 'DELETE'} /${string}`;

/** Headers that a caller may send, besides `Authorization`. */
export type RequestHeader = 'If-Match' | 'Idempotency-Key' | 'traceparent' | 'tracestate' | 'Accept';

export type Answer = {
  description: string;
  /** Absent: the answer has no body. */
  body?: z.ZodType;
  headers?: readonly 'ETag'[];
  /** A body as the API returns it. */
  example?: unknown;
  /** `application/json` by default. */
  mediaTypes?: readonly string[];
};

export type Operation = {
  /** Unique, camelCase: the name of the call in generated clients. */
  id: string;
  tag: Tag;
  summary: string;
  description?: string;
  /**
   * What the caller's access key or token must allow; `none`: anyone may call it.
   * `operate`: only a session of an operator may.
   */
  scope: 'read' | 'write' | 'publish' | 'operate' | 'none';
  /** The query parameters. Every value is text. */
  query?: z.ZodObject;
  headers?: readonly RequestHeader[];
  body?: z.ZodType;
  /** A body that the API accepts. */
  example?: unknown;
  /** By status. */
  answers: Readonly<Record<number, Answer>>;
  /** The body of its errors, if it is not `errorSchema`. */
  errorBody?: z.ZodType;
  /** Errors besides those of every operation: `commonErrors`. */
  errors?: readonly ErrorCode[];
};

/** The groups of operations in the reference. */
export const tags = {
  Targets: 'Where notifications go, whether it works, and proof of access',
  'Auth profiles': 'Webhook credentials that several targets share',
  Subscriptions: 'Which event types go to which targets',
  Topics: 'The catalogue: event types, and the schemas of what arrives',
  Events: 'Publish events, and read those that may have been missed',
  Deliveries: 'What became of each event for each target, and sending again',
  Replays: 'Jobs that send many deliveries again',
  Changes: 'Who changed what',
  Sessions: 'Links to the console, and the sessions that they begin',
  Access: 'Who can get in, besides sessions',
  Operator: 'The whole installation, for operators',
  GraphQL: 'The same model in GraphQL',
  Reference: 'This document',
} as const;
export type Tag = keyof typeof tags;

/** Every operation can answer these. */
export const commonErrors = [
  'BAD_REQUEST',
  'UNAUTHORIZED',
  'FORBIDDEN',
  'TOO_MANY_REQUESTS',
  'INTERNAL_ERROR',
] as const satisfies readonly ErrorCode[];

/** Operations by route. */
export type Operations = Readonly<Partial<Record<OperationKey, Operation>>>;

/** The answers that the handler of an operation may return. */
export type AnswerOf<O> = O extends Operation
  ? {
      [Status in keyof O['answers'] & number]: StatusAnswer<Status, O['answers'][Status]>;
    }[keyof O['answers'] & number]
  : never;
type StatusAnswer<Status, Documented> = {
  status: Status;
  headers?: Record<string, string>;
} & (Documented extends { body: infer Body extends z.ZodType }
  ? { body: DeepReadonly<z.input<Body>> }
  : { body?: undefined });

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;
