import Alert from '@cloudscape-design/components/alert';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { type CreatedTarget, topics } from '../../api/targets.ts';
import type { Topic } from '../../format/event-type-texts.ts';
import { destinationText } from '../../format/target-texts.ts';
import { ErrorAlert } from '../../parts/error-alert.tsx';
import { Loading } from '../../parts/loading.tsx';
import { RouteLink } from '../../parts/route-link.tsx';
import { SecretOnce } from '../../parts/secret-once.tsx';
import { useLicensorApi } from '../../session/session-context.tsx';
import { useSubscribing } from '../subscribe/subscribing.ts';
import { SubscriptionForm } from '../subscribe/subscription-form.tsx';
import { TestStep } from './test-step.tsx';

/** What comes after a target is added: its secret, its event types, a test. */
export function CreatedSteps({ target }: { target: CreatedTarget }) {
  const { data, error, refetch } = useQuery(topics(useLicensorApi()));
  const { hmacSecret, warnings = [], targetId } = target;
  return (
    <SpaceBetween size="l">
      {[
        <Alert key="added" type="success" header="The target is added" statusIconAriaLabel="Success">
          <span className="foreign-text">{destinationText(target)}</span>
          {warnings.map(warning => (
            <div key={warning} className="foreign-text">
              But: {warning}
            </div>
          ))}
        </Alert>,
        ...(hmacSecret === undefined ? [] : [<SecretOnce key="secret" secret={hmacSecret} />]),
        <Container key="types" header={<Header variant="h2">2. What you want to hear about</Header>}>
          {error && (
            <ErrorAlert
              title="The catalogue could not be read"
              error={error}
              onRetry={() => void refetch()}
            />
          )}
          {!data && !error && <Loading what="the catalogue" />}
          {data && <SubscribeStep targetId={targetId} all={data.topics} />}
        </Container>,
        <Container key="test" header={<Header variant="h2">3. Test it</Header>}>
          <TestStep targetId={targetId} />
        </Container>,
        <RouteLink key="done" to={`/targets/${targetId}`}>
          Done: show the target
        </RouteLink>,
      ]}
    </SpaceBetween>
  );
}

function SubscribeStep({ targetId, all }: { targetId: string; all: readonly Topic[] }) {
  const first = all.find(({ publishedBy }) => publishedBy === 'platform') ?? all[0];
  const subscribing = useSubscribing(targetId, first, undefined);
  const { data } = subscribing.create;
  if (data) {
    return (
      <Alert type="success" header="The target is subscribed" statusIconAriaLabel="Success">
        It gets {Object.keys(data.eventTargetMapping).join(', ')} from now on.
      </Alert>
    );
  }
  return <SubscriptionForm topics={all} subscribing={subscribing} />;
}
