import Container from '@cloudscape-design/components/container';
import { useQuery } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { topics } from '../../api/targets.ts';
import type { Topic } from '../../format/event-type-texts.ts';
import { useQueryState } from '../../format/query-state.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { Screen } from '../../parts/screen.tsx';
import { TargetSelect } from '../../parts/target-select.tsx';
import { useLicensorApi } from '../../session/session-context.tsx';
import { useSubscribing } from './subscribing.ts';
import { SubscriptionForm } from './subscription-form.tsx';

const names = ['targetId', 'topic', 'eventTypes'] as const;

/** Subscribes a target to event types. Other screens link here with a choice in the address. */
export function Subscribe() {
  const catalogue = useQuery(topics(useLicensorApi()));
  return (
    <Screen
      title="Subscribe a target"
      description="The target gets the events that are accepted from now on, not earlier ones."
    >
      {[
        <Loaded key="form" query={catalogue} what="catalogue">
          {data => <Form all={data.topics} />}
        </Loaded>,
      ]}
    </Screen>
  );
}

function Form({ all }: { all: readonly Topic[] }) {
  const [{ targetId, topic, eventTypes }, change] = useQueryState(names);
  const [, navigate] = useLocation();
  const chosen = all.find(one => one.topic === topic);
  const subscribing = useSubscribing(targetId, chosen, eventTypes?.split(','), () =>
    navigate(targetId === undefined ? '/' : `/targets/${targetId}`),
  );
  return (
    <Container>
      <SubscriptionForm
        topics={all}
        subscribing={subscribing}
        first={[
          <TargetSelect
            key="target"
            targetId={targetId}
            errorText={subscribing.errors.targetId}
            onChange={value => change({ targetId: value })}
          />,
        ]}
      />
    </Container>
  );
}
