import Toggle from '@cloudscape-design/components/toggle';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { deliveryPages, eventDeliveries } from '../../api/deliveries.ts';
import { useQueryState } from '../../format/query-state.ts';
import { ErrorAlert } from '../../parts/error-alert.tsx';
import { Screen } from '../../parts/screen.tsx';
import { useLicensorApi } from '../../session/session-context.tsx';
import { apiFilterOf, filterNames, knownStateOf } from './delivery-filter.ts';
import { DeliveryPanel } from './delivery-panel.tsx';
import { DeliveryTable } from './delivery-table.tsx';
import { FilterForm } from './filter-form.tsx';

/** The API's limits are for programs too: the page asks no faster. */
const tailMs = 5_000;
const pageSize = 50;

/** What became of each event at each target, newest first. */
export function Deliveries() {
  const api = useLicensorApi();
  const [address, change] = useQueryState(filterNames);
  const state = useMemo(() => knownStateOf(address), [address]);
  const { eventId, event, to } = state;
  const isTail = state.tail === '1' && eventId === undefined;
  const filter = useMemo(() => ({ ...apiFilterOf(state, Date.now()), limit: pageSize }), [state]);
  const list = useInfiniteQuery({
    ...deliveryPages(api, filter),
    enabled: eventId === undefined,
    refetchInterval: isTail ? tailMs : false,
    // While it follows the newest, the list is its first page: one call each time.
    ...(isTail && { maxPages: 1 }),
  });
  const ofEvent = useQuery({ ...eventDeliveries(api, eventId ?? ''), enabled: eventId !== undefined });
  const shown = eventId === undefined ? list : ofEvent;
  const deliveries =
    eventId === undefined
      ? (list.data?.pages ?? []).flatMap(page => page.deliveries)
      : (ofEvent.data?.deliveries ?? []);
  const { setPanel, closePanel } = usePanelState(change);
  return (
    <Screen
      title="Deliveries"
      description="What became of each event at each target, in the last 30 days, newest first."
      actions={
        <Toggle
          checked={isTail}
          disabled={eventId !== undefined}
          onChange={({ detail }) => change({ tail: detail.checked ? '1' : undefined })}
        >
          Follow the newest
        </Toggle>
      }
    >
      {[
        <FilterForm key="filter" state={state} onChange={change} />,
        ...(shown.error
          ? [
              <ErrorAlert
                key="error"
                title="The deliveries could not be read"
                error={shown.error}
                onRetry={() => void shown.refetch()}
              />,
            ]
          : []),
        ...(shown.error && deliveries.length === 0
          ? []
          : [
              <DeliveryTable
                key="table"
                deliveries={deliveries}
                isLoading={shown.isPending}
                isTail={isTail}
                opened={
                  event !== undefined && to !== undefined ? { eventId: event, targetId: to } : undefined
                }
                onOpen={setPanel}
                isLoadingMore={list.isFetchingNextPage}
                onMore={
                  eventId === undefined && !isTail && list.hasNextPage
                    ? () => void list.fetchNextPage()
                    : undefined
                }
              />,
            ]),
        ...(event !== undefined && to !== undefined
          ? [<DeliveryPanel key="panel" eventId={event} targetId={to} onClose={closePanel} />]
          : []),
      ]}
    </Screen>
  );
}

function usePanelState(change: (changes: { event?: string | undefined; to?: string | undefined }) => void) {
  const setPanel = useCallback(
    (ids: { eventId: string; targetId: string }) => change({ event: ids.eventId, to: ids.targetId }),
    [change],
  );
  const closePanel = useCallback(() => change({ event: undefined, to: undefined }), [change]);
  return { setPanel, closePanel };
}
