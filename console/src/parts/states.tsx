// The states of targets and deliveries, as a sign with words.
import Box from '@cloudscape-design/components/box';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import type { Target } from '../api/targets.ts';
import { healthTexts } from '../format/target-texts.ts';
import { TimeFromNow } from './time.tsx';

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

/** The state, and since when. */
export function HealthSince({
  health: { state, since },
}: {
  health: Pick<Target['health'], 'state' | 'since'>;
}) {
  return (
    <>
      <HealthState state={state} />
      {since && (
        <Box variant="small" display="block">
          <TimeFromNow at={since} />
        </Box>
      )}
    </>
  );
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
