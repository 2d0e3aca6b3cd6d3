import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { routing } from '../../api/deliveries.ts';
import { useQueryState } from '../../format/query-state.ts';
import { ErrorAlert } from '../../parts/error-alert.tsx';
import { Loading } from '../../parts/loading.tsx';
import { RouteLink } from '../../parts/route-link.tsx';
import { Screen } from '../../parts/screen.tsx';
import { useLicensorApi } from '../../session/session-context.tsx';
import { RoutingTable } from './routing-table.tsx';

const names = ['eventId'] as const;

/** Why each target got an event, or did not. */
export function RoutingScreen() {
  const [{ eventId }, change] = useQueryState(names);
  const { data, error, isFetching, refetch } = useQuery({
    ...routing(useLicensorApi(), eventId ?? ''),
    enabled: eventId !== undefined,
  });
  return (
    <Screen
      title="Why did I not get it?"
      description="For any event of the last 30 days: which of your targets got it, and why the others did not."
    >
      {[
        <Question key="question" eventId={eventId} onAsk={asked => change({ eventId: asked })} />,
        ...(error
          ? [
              <ErrorAlert
                key="error"
                title="There is no answer for this event"
                error={error}
                onRetry={() => void refetch()}
              />,
            ]
          : []),
        ...(isFetching && !data ? [<Loading key="loading" what="what became of the event" />] : []),
        ...(data && data.targets.length === 0
          ? [
              <Alert key="none" type="info" statusIconAriaLabel="Info">
                You had no target. Add one: it gets the events from then on.
              </Alert>,
            ]
          : []),
        ...(data && data.targets.length > 0 ? [<RoutingTable key="targets" routing={data} />] : []),
      ]}
    </Screen>
  );
}

function Question({ eventId, onAsk }: { eventId: string | undefined; onAsk: (eventId: string) => void }) {
  const [text, setText] = useState(eventId ?? '');
  const ask = () => onAsk(text.trim());
  return (
    <Container>
      <FormField
        label="Event id"
        description={
          <>
            <RouteLink to="/events">Events</RouteLink> lists those of the last 30 days. A notification has its
            id in the header webhook-id.
          </>
        }
        secondaryControl={<Button onClick={ask}>Find out</Button>}
        stretch
      >
        <Input
          value={text}
          placeholder="01M8…"
          onChange={({ detail }) => setText(detail.value)}
          onKeyDown={({ detail }) => {
            if (detail.key === 'Enter') ask();
          }}
        />
      </FormField>
    </Container>
  );
}
