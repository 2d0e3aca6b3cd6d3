// What the package exports.
export type { OAuthOptions } from './authorization.ts';
export type { EventPage, EventQuery, FollowedEvent, FollowOptions, HeraldEvent } from './event-cursor.ts';
export { createHerald, type Herald, type HeraldOptions } from './herald.ts';
export { HeraldError } from './herald-error.ts';
export type { CallOptions } from './lists.ts';
export type { PublishableEvent, PublishOptions, PublishReport } from './publish.ts';
export type { components, paths } from './schema.generated.ts';
export type { RetryOptions } from './sender.ts';
