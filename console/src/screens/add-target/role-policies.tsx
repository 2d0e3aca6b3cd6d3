import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { type DeliveryRole, deliveryRole } from '../../api/targets.ts';
import { ForeignText } from '../../parts/foreign-text.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { useLicensorApi } from '../../session/session-context.tsx';
import { type RoleType, regionOf } from './target-form-state.ts';

/** What the reader's AWS account needs: a role, as a template or as policies. */
export function RolePolicies({ type, destination }: { type: RoleType; destination: string }) {
  const query = useQuery(deliveryRole(useLicensorApi(), { type, destination }));
  return (
    <Loaded query={query} what="policies of the role">
      {data => <Policies role={data} destination={destination} />}
    </Loaded>
  );
}

function Policies({ role: data, destination }: { role: DeliveryRole; destination: string }) {
  const texts = [
    { title: 'CloudFormation template', name: 'template', value: data.cloudFormation },
    { title: 'Trust policy', name: 'trust policy', value: data.trustPolicy },
    { title: 'Permission policy', name: 'permission policy', value: data.permissionPolicy },
  ];
  const region = regionOf(destination) ?? '';
  const isAwsRegion = /^[a-z]{2}-[a-z]+-\d$/.test(region) && destination.startsWith('arn:aws:');
  return (
    <SpaceBetween size="s">
      {[
        <Box key="how">
          Make this role in your account, by the template or by hand. Your external id is{' '}
          <Box variant="code">{data.externalId}</Box>. Use an encrypted queue or topic only with a permission
          for its key: <Box variant="code">kmsKeyArn</Box> of <Box variant="code">GET /delivery-role</Box>{' '}
          adds it.
        </Box>,
        ...texts.map(one => (
          <ExpandableSection key={one.name} headerText={one.title}>
            <ForeignText text={JSON.stringify(one.value, null, 2)} name={one.name} />
          </ExpandableSection>
        )),
        ...(isAwsRegion
          ? [
              <Link
                key="launch"
                external
                externalIconAriaLabel="Opens in a new tab"
                href={`https://${region}.console.aws.amazon.com/cloudformation/home?region=${region}#/stacks/create`}
              >
                Open CloudFormation in {region}, and give it the template as a file
              </Link>,
            ]
          : []),
      ]}
    </SpaceBetween>
  );
}
