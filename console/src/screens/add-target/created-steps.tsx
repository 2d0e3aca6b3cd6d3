import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { type CreatedTarget, topics } from '../../api/targets.ts';
import type { Topic } from '../../format/event-type-texts.ts';
import { destinationText } from '../../format/target-texts.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { SecretLost, SecretOnce } from '../../parts/secret-once.tsx';
import { useLicensorApi } from '../../session/session-context.tsx';
import { useSubscribing } from '../subscribe/subscribing.ts';
import { SubscriptionForm } from '../subscribe/subscription-form.tsx';
import { TestStep } from './test-step.tsx';

type Props = { target: CreatedTarget; isSecretLost: boolean; onAgain: () => void };

/** What comes after a target is added: its secret, its event types, a test. */
export function CreatedSteps({ target, isSecretLost, onAgain }: Props) {
  const catalogue = useQuery(topics(useLicensorApi()));
  const [, navigate] = useLocation();
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
        ...(isSecretLost
          ? [<SecretLost key="lost" remedy="Set a new one by the API: PUT /targets/{targetId}." />]
          : []),
        <Container key="types" header={<Header variant="h2">2. What you want to hear about</Header>}>
          <Loaded query={catalogue} what="catalogue">
            {data => <SubscribeStep targetId={targetId} all={data.topics} />}
          </Loaded>
        </Container>,
        <Container key="test" header={<Header variant="h2">3. Test it</Header>}>
          <TestStep targetId={targetId} />
        </Container>,
        <SpaceBetween key="done" direction="horizontal" size="xs">
          {[
            <Button key="show" onClick={() => navigate(`/targets/${targetId}`)}>
              Show the target
            </Button>,
            <Button key="again" onClick={onAgain}>
              Add another target
            </Button>,
          ]}
        </SpaceBetween>,
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
