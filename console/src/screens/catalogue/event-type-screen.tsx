import Alert from '@cloudscape-design/components/alert';
import { useQuery } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { topics } from '../../api/targets.ts';
import { type CatalogueEntry, deprecationText, entriesOf } from '../../format/event-type-texts.ts';
import { pathWith } from '../../format/query-state.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { RouteLink } from '../../parts/route-link.tsx';
import { Screen } from '../../parts/screen.tsx';
import type { ScreenParams } from '../../screens.ts';
import { useLicensorApi } from '../../session/session-context.tsx';
import { EventTypeForms } from './event-type-forms.tsx';

/** One event type: what arrives, in each version and format. */
export function EventTypeScreen({ params }: { params: ScreenParams }) {
  const catalogue = useQuery(topics(useLicensorApi()));
  const { data, error } = catalogue;
  if (error || !data) {
    return (
      <Screen title="Event type">
        {[
          <Loaded key="catalogue" query={catalogue} what="catalogue">
            {() => null}
          </Loaded>,
        ]}
      </Screen>
    );
  }
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
