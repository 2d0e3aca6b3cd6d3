import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { Survey } from '../../api/operator.ts';
import { durationText } from '../../format/numbers.ts';
import { Time } from '../../parts/time.tsx';

const queueNames = ['quarantine', 'deadDeliveries', 'webhook', 'slowWebhook', 'aws', 'slowAws'] as const;
const queueTexts: Record<keyof Survey['queues'], string> = {
  quarantine: 'Quarantine',
  deadDeliveries: 'Dead deliveries',
  webhook: 'Webhooks',
  slowWebhook: 'Slow webhooks',
  aws: 'AWS targets',
  slowAws: 'Slow AWS targets',
};

/** What is wrong first, then how full the queues are, then where to look next. */
export function InstallationState({ survey }: { survey: Survey }) {
  const { problems, overdueSeconds, auditBehindSeconds, queues, links, at } = survey;
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={
            <>
              As of <Time at={at} />. SQS counts messages approximately.
            </>
          }
        >
          State of the installation
        </Header>
      }
    >
      <SpaceBetween size="m">
        {[
          problems.length === 0 ? (
            <StatusIndicator key="well" type="success">
              Herald does its work in time
            </StatusIndicator>
          ) : (
            <Alert key="problems" type="error" header="What is wrong" statusIconAriaLabel="Error">
              <ul>
                {problems.map(problem => (
                  <li key={problem}>{problem}</li>
                ))}
              </ul>
            </Alert>
          ),
          <KeyValuePairs
            key="numbers"
            columns={4}
            items={[
              {
                label: 'Longest overdue delivery',
                value: overdueSeconds === 0 ? 'None' : durationText(overdueSeconds * 1000),
              },
              {
                label: 'Audit is behind by',
                value:
                  auditBehindSeconds === undefined
                    ? 'It has not run yet'
                    : durationText(auditBehindSeconds * 1000),
              },
              ...queueNames.map(name => ({
                label: `${queueTexts[name]}: messages`,
                value: String(queues[name]),
              })),
            ]}
          />,
          <Box key="links">
            <SpaceBetween direction="horizontal" size="m">
              {links.map(({ title, url }) => (
                <Link key={url} href={url} external externalIconAriaLabel="opens in a new tab">
                  {title}
                </Link>
              ))}
            </SpaceBetween>
          </Box>,
        ]}
      </SpaceBetween>
    </Container>
  );
}
