import Alert from '@cloudscape-design/components/alert';
import { useQuery } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { topics } from '../../api/targets.ts';
import { type CatalogueEntry, deprecationText, entriesOf } from '../../format/event-type-texts.ts';
import { pathWith } from '../../format/query-state.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { ErrorAlert } from '../../parts/error-alert.tsx';
import { Loading } from '../../parts/loading.tsx';
import { RouteLink } from '../../parts/route-link.tsx';
import { Screen } from '../../parts/screen.tsx';
import type { ScreenParams } from '../../screens.ts';
import { useLicensorApi } from '../../session/session-context.tsx';
import { EventTypeForms } from './event-type-forms.tsx';

/** One event type: what arrives, in each version and format. */
export function EventTypeScreen({ params }: { params: ScreenParams }) {
  const { data, error, refetch } = useQuery(topics(useLicensorApi()));
  if (error) {
    return (
      <Screen title="Event type">
        {[
          <ErrorAlert
            key="error"
            title="The catalogue could not be read"
            error={error}
            onRetry={() => void refetch()}
          />,
        ]}
      </Screen>
    );
  }
  if (!data) return <Loading what="the catalogue" />;
  const entry = entriesOf(data.topics).find(
    ({ topic, eventType }) => topic.topic === params['topic'] && eventType.eventType === params['eventType'],
  );
  if (!entry) {
    return (
      <Screen title="There is no such event type">
        {[
          <RouteLink key="all" to="/catalogue">
            Go to the catalogue
          </RouteLink>,
        ]}
      </Screen>
    );
  }
  return <Shown entry={entry} />;
}

function Shown({ entry: { topic, eventType } }: { entry: CatalogueEntry }) {
  const [, navigate] = useLocation();
  const subscribe = () =>
    navigate(pathWith('/subscribe', { topic: topic.topic, eventTypes: eventType.eventType }));
  return (
    <Screen
      title={eventType.eventType}
      description={`${eventType.description} Topic ${topic.topic}: ${topic.description}`}
      actions={
        <ActButton needs="manage" variant="primary" onClick={subscribe}>
          Subscribe a target
        </ActButton>
      }
    >
      {[
        ...(eventType.deprecated
          ? [
              <Alert key="deprecated" type="warning" statusIconAriaLabel="Warning">
                {deprecationText(eventType.deprecated)}
              </Alert>,
            ]
          : []),
        <EventTypeForms
          key="forms"
          eventType={eventType}
          newest={topic.version}
          filterFields={topic.filterFields}
        />,
      ]}
    </Screen>
  );
}
