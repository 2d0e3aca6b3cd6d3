import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { isActive, type Replay, replayPage } from '../../api/replays.ts';
import { numberText } from '../../format/numbers.ts';
import { ErrorAlert } from '../../parts/error-alert.tsx';
import { pagesFooter } from '../../parts/pages.tsx';
import { deliveryTexts } from '../../parts/states.tsx';
import { TargetName } from '../../parts/target-name.tsx';
import { Time } from '../../parts/time.tsx';
import { useCan, useLicensorApi } from '../../session/session-context.tsx';
import { CancelDialog } from './cancel-dialog.tsx';
import { ReplayProgress } from './replay-progress.tsx';

/** A run each minute brings the progress up to date; the first one comes sooner. */
const pollMs = 5_000;

/** The replays of the last 30 days, the newest first, with their progress. */
export function ReplayHistory() {
  const [tokens, setTokens] = useState<string[]>([]);
  const [cancelled, setCancelled] = useState<Replay>();
  const canCancel = useCan('replay');
  const { data, error, isPending, refetch } = useQuery({
    ...replayPage(useLicensorApi(), tokens.at(-1)),
    refetchInterval: ({ state }) => (state.data?.replays.some(isActive) ? pollMs : false),
  });
  if (error) {
    return <ErrorAlert title="The replays could not be read" error={error} onRetry={() => void refetch()} />;
  }
  const next = data?.nextToken;
  return (
    <>
      <Table
        header={<Header variant="h2">History</Header>}
        items={data?.replays ?? []}
        trackBy="replayId"
        loading={isPending}
        loadingText="Loading replays …"
        wrapLines
        empty={<Box>There was no replay in the last 30 days.</Box>}
        columnDefinitions={columns(canCancel ? setCancelled : undefined)}
        footer={pagesFooter({
          onNext: next === undefined ? undefined : () => setTokens([...tokens, next]),
          onPrevious: tokens.length === 0 ? undefined : () => setTokens(tokens.slice(0, -1)),
        })}
      />
      {cancelled && <CancelDialog replay={cancelled} onClose={() => setCancelled(undefined)} />}
    </>
  );
}

const columns = (onCancel: ((replay: Replay) => void) | undefined): TableProps.ColumnDefinition<Replay>[] => [
  {
    id: 'created',
    header: 'Started',
    isRowHeader: true,
    minWidth: 150,
    cell: replay => (
      <>
        <Time at={replay.createdAt} />
        <Box variant="small" display="block">
          {replay.replayId}
        </Box>
      </>
    ),
  },
  {
    id: 'to',
    header: 'To',
    minWidth: 200,
    cell: ({ targetId, subscriptionId }) =>
      targetId ? <TargetName targetId={targetId} /> : `all targets of subscription ${subscriptionId}`,
  },
  {
    id: 'what',
    header: 'What',
    minWidth: 200,
    cell: replay => (
      <>
        {replay.statuses.map(status => deliveryTexts[status]).join(', ')}
        {replay.eventTypes && `, of ${replay.eventTypes.join(', ')}`}
        <Box variant="small" display="block">
          <Time at={replay.since} /> to <Time at={replay.until} />, {numberText(replay.ratePerSecond)} a
          second
        </Box>
      </>
    ),
  },
  {
    id: 'progress',
    header: 'Progress',
    minWidth: 240,
    cell: replay => (
      <>
        <ReplayProgress replay={replay} />
        {onCancel && isActive(replay) && replay.status !== 'CANCELLING' && (
          <Button
            variant="inline-link"
            ariaLabel={`Cancel the replay ${replay.replayId}`}
            onClick={() => onCancel(replay)}
          >
            Cancel the replay
          </Button>
        )}
      </>
    ),
  },
];
