import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import type { Topic } from '../../format/event-type-texts.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { ErrorAlert } from '../../parts/error-alert.tsx';
import type { useSubscribing } from './subscribing.ts';
import { SubscriptionFields } from './subscription-fields.tsx';

type Props = {
  topics: readonly Topic[];
  subscribing: ReturnType<typeof useSubscribing>;
  /** Fields before the others, each with a key */
  first?: readonly ReactNode[];
};

/** What a target subscribes to, and the button that does it. */
export function SubscriptionForm({ topics, subscribing, first = [] }: Props) {
  const { form, change, errors, create, submit } = subscribing;
  return (
    <SpaceBetween size="m">
      {[
        ...first,
        <SubscriptionFields key="fields" topics={topics} form={form} errors={errors} onChange={change} />,
        ...(create.error
          ? [<ErrorAlert key="error" title="The target was not subscribed" error={create.error} />]
          : []),
        <ActButton
          key="submit"
          needs="manage"
          variant="primary"
          loading={create.isPending}
          loadingText="Subscribing the target …"
          onClick={submit}
        >
          Subscribe the target
        </ActButton>,
      ]}
    </SpaceBetween>
  );
}
