import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type DeliveryRole, deliveryRole } from '../../api/targets.ts';
import { ForeignText } from '../../parts/foreign-text.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { useLicensorApi } from '../../session/session-context.tsx';
import type { RoleType } from './target-form-state.ts';

const nouns: Record<RoleType, string> = { SQS: 'queue', SNS: 'topic', EVENTBRIDGE: 'bus' };

/**
 * For readers who have no queue, topic or bus yet: a CloudFormation template that makes one with its role.
 */
export function DestinationStack({ type }: { type: RoleType }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <ExpandableSection
      headerText={`No ${nouns[type]} yet? Make one with its role`}
      expanded={isOpen}
      onChange={({ detail }) => setOpen(detail.expanded)}
    >
      {isOpen && <Stack type={type} />}
    </ExpandableSection>
  );
}

function Stack({ type }: { type: RoleType }) {
  const query = useQuery(deliveryRole(useLicensorApi(), { type }));
  return (
    <Loaded query={query} what="template">
      {data => <Offer type={type} role={data} />}
    </Loaded>
  );
}

function Offer({ type, role: { cloudFormation, launchUrl } }: { type: RoleType; role: DeliveryRole }) {
  const name = `herald-${type.toLowerCase()}`;
  const template = JSON.stringify(cloudFormation, null, 2);
  const command = `aws cloudformation deploy --stack-name ${name} --template-file ${name}.json --capabilities CAPABILITY_IAM`;
  return (
    <SpaceBetween size="s">
      {[
        ...(launchUrl === undefined
          ? []
          : [
              <Link key="launch" external externalIconAriaLabel="Opens in a new tab" href={launchUrl}>
                Open CloudFormation with the template
              </Link>,
            ]),
        <Button
          key="download"
          iconName="download"
          href={`data:application/json;charset=utf-8,${encodeURIComponent(template)}`}
          download={`${name}.json`}
        >
          Download the template
        </Button>,
        <Box key="how">
          Deploy it in your account. Your values are in it. The outputs of the stack are what this form asks
          for: <Box variant="code">Destination</Box> and <Box variant="code">AssumeRoleArn</Box>.
        </Box>,
        <ForeignText key="command" text={command} name="command" />,
        <ExpandableSection key="template" headerText="The template">
          <ForeignText text={template} name="stack template" />
        </ExpandableSection>,
      ]}
    </SpaceBetween>
  );
}
