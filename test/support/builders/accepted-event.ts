// An accepted event, made by the publish function's own code from what the platform sends.
import type { Event } from '../../../core/model/event/event.ts';
import { acceptEvent } from '../../../core/publishing/accept.ts';
import { installation, licensor } from './records.ts';

type Sent = { topic: string; eventType: string; data: object; eventId?: string };

export const accepted = ({
  acceptedAt = '2026-01-01T00:00:00.000Z',
  account = installation.account,
  region = installation.region,
  ...sent
}: Sent & { acceptedAt?: string; account?: string; region?: string }): Event =>
  acceptEvent(licensor, { eventId: 'event-1', ...sent }, Date.parse(acceptedAt), { account, region });
