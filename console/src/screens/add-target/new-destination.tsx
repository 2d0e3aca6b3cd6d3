import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { deliveryRole } from '../../api/targets.ts';
import { ForeignText } from '../../parts/foreign-text.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { useLicensorApi } from '../../session/session-context.tsx';
import type { RoleType } from './target-form-state.ts';

const names: Record<RoleType, string> = {
  SQS: 'a queue with a dead-letter queue',
  SNS: 'a topic',
  EVENTBRIDGE: 'a bus with a rule for all its events',
};

/** For readers who have no destination yet: a template that makes it, with the role. */
export function NewDestination({ type }: { type: RoleType }) {
  const query = useQuery(deliveryRole(useLicensorApi(), { type }));
  return (
    <Loaded query={query} what="template">
      {({ cloudFormation, launchUrl }) => (
        <SpaceBetween size="s">
          {[
            <Box key="how">
              You have none yet? This CloudFormation template makes {names[type]} and the role. Its outputs{' '}
              <Box variant="code">Destination</Box> and <Box variant="code">AssumeRoleArn</Box> are the two
              ARNs that this page asks for.
            </Box>,
            ...(launchUrl
              ? [
                  <Link key="launch" external externalIconAriaLabel="Opens in a new tab" href={launchUrl}>
                    Open CloudFormation with the template
                  </Link>,
                ]
              : []),
            <ExpandableSection key="template" headerText="Template of the destination and the role">
              <ForeignText text={JSON.stringify(cloudFormation, null, 2)} name="template" />
            </ExpandableSection>,
          ]}
        </SpaceBetween>
      )}
    </Loaded>
  );
}
