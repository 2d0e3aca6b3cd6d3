// The package @herald/receive: what a receiver of notifications needs.
export type { ExampleCatalogue } from './catalogue.ts';
export { BusyError, type Claim, type IdStore, memoryIds, once } from './deduplication.ts';
export {
  type BusEvent,
  type Catalogue,
  type Forms,
  fromEventBridge,
  fromSns,
  fromSqs,
  fromWebhook,
  type HeraldEvent,
  NotificationError,
  type SnsMessage,
  type SqsMessage,
} from './event.ts';
export { type Answer, type Handle, type ReceiverOptions, receive } from './receiver.ts';
export {
  type HeadersLike,
  type NamedOptions,
  type RawBody,
  SignatureError,
  type SignatureFault,
  type Verified,
  type VerifyOptions,
  verify,
  verifyNamed,
} from './signature.ts';
