// The states of targets and deliveries, as a sign with words.
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import type { Target } from '../api/targets.ts';
import { healthTexts } from '../format/target-texts.ts';

export type DeliveryStatus = 'WAITING' | 'PARKED' | 'DELIVERED' | 'FAILED' | 'CANCELLED';

const healthTypes: Record<Target['health']['state'], StatusIndicatorProps.Type> = {
  HEALTHY: 'success',
  FAILING: 'warning',
  PAUSED: 'error',
  SLOW: 'warning',
  DISABLED: 'stopped',
  SUSPENDED: 'stopped',
};

export function HealthState({ state }: { state: Target['health']['state'] }) {
  return <StatusIndicator type={healthTypes[state]}>{healthTexts[state]}</StatusIndicator>;
}

export const deliveryTexts: Record<DeliveryStatus, string> = {
  WAITING: 'Waiting',
  PARKED: 'Parked',
  DELIVERED: 'Delivered',
  FAILED: 'Failed',
  CANCELLED: 'Cancelled',
};

const deliveryTypes: Record<DeliveryStatus, StatusIndicatorProps.Type> = {
  WAITING: 'pending',
  PARKED: 'stopped',
  DELIVERED: 'success',
  FAILED: 'error',
  CANCELLED: 'stopped',
};

export function DeliveryState({ status }: { status: DeliveryStatus }) {
  return <StatusIndicator type={deliveryTypes[status]}>{deliveryTexts[status]}</StatusIndicator>;
}
