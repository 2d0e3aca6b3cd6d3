import Box from '@cloudscape-design/components/box';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { createReplay } from '../../api/replays.ts';
import { durationText, numberText } from '../../format/numbers.ts';
import { pathWith } from '../../format/query-state.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { RouteLink } from '../../parts/route-link.tsx';
import { deliveryTexts } from '../../parts/states.tsx';
import { Time } from '../../parts/time.tsx';
import { useLicensorApi } from '../../session/session-context.tsx';
import type { Plan } from './replays.tsx';

type Props = { plan: Plan; onClose: () => void; onStarted: () => void };

/** Shows what the dry run has counted, and starts the replay if the reader says so. */
export function StartDialog({ plan: { request, dryRun }, onClose, onStarted }: Props) {
  const api = useLicensorApi();
  // One key per dialog: a second click, or a repeated request, gives the same replay.
  const [key] = useState(() => crypto.randomUUID());
  const start = useMutation({ mutationFn: () => createReplay(api, request, key), onSuccess: onStarted });
  const { count, complete, sample } = dryRun;
  const rate = request.ratePerSecond ?? 50;
  const amount = `${complete ? '' : 'at least '}${numberText(count)} ${count === 1 ? 'delivery' : 'deliveries'}`;
  if (count === 0 && complete) {
    return (
      <Confirm
        title="Nothing to send again"
        act="Close"
        isPending={false}
        error={null}
        onConfirm={onClose}
        onDismiss={onClose}
      >
        No delivery fits. An event of the last minute may not be counted yet.
      </Confirm>
    );
  }
  return (
    <Confirm
      title={`Send ${amount} again?`}
      act="Start the replay"
      isPending={start.isPending}
      error={start.error}
      onConfirm={() => start.mutate()}
      onDismiss={onClose}
    >
      <p>
        The target {request.targetId} gets {amount} that are{' '}
        {request.statuses.map(status => deliveryTexts[status].toLowerCase()).join(' or ')}, of events accepted
        from <Time at={request.since} /> to <Time at={request.until} />: at most {rate} a second, so in{' '}
        {durationText(Math.max(1, count / rate) * 1_000)} or longer.
      </p>
      <p>
        Event ids stay the same.
        {request.statuses.includes('DELIVERED') &&
          ' It has some of them already: your receiver must know their ids, or it does its work twice.'}{' '}
        You can cancel the replay; what was sent by then stays sent.
      </p>
      {sample.length > 0 && (
        <>
          <Box variant="awsui-key-label">Some of them</Box>
          <ul>
            {sample.map(({ eventId, targetId, status }) => (
              <li key={`${eventId} ${targetId}`}>
                <RouteLink to={pathWith('/deliveries', { eventId, event: eventId, to: targetId })}>
                  {eventId}
                </RouteLink>
                , {deliveryTexts[status].toLowerCase()}
              </li>
            ))}
          </ul>
        </>
      )}
    </Confirm>
  );
}
