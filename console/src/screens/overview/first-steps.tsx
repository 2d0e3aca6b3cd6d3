import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useLocation } from 'wouter';
import { useCan } from '../../session/session-context.tsx';

const steps = [
  {
    title: '1. Add a target',
    text: 'Where your notifications go: an HTTPS address of yours, or a queue, topic or bus in your AWS account.',
  },
  {
    title: '2. Choose event types',
    text: 'What you want to hear about. Each event type has a sample, and filters if you want less.',
  },
  {
    title: '3. Send a test notification',
    text: 'It goes the same way as a real one, and says at once what to check if it does not arrive.',
  },
];

/** What a licensor without targets sees. */
export function FirstSteps() {
  const [, navigate] = useLocation();
  const canManage = useCan('manage');
  return (
    <Container header={<Header variant="h2">Three steps to your first notification</Header>}>
      <SpaceBetween size="m">
        {[
          ...steps.map(step => (
            <div key={step.title}>
              <Box variant="h3">{step.title}</Box>
              <Box color="text-body-secondary">{step.text}</Box>
            </div>
          )),
          canManage ? (
            <Button key="begin" variant="primary" onClick={() => navigate('/targets/new')}>
              Add a target
            </Button>
          ) : (
            <Box key="ask">
              Your session may only look. Ask for one with the capability to manage targets.
            </Box>
          ),
        ]}
      </SpaceBetween>
    </Container>
  );
}
