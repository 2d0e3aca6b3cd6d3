// The role by which Herald sends, and only Herald.
import { Arn, CfnOutput, Stack } from 'aws-cdk-lib';
import { ArnPrincipal, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** The parameters of the template that `GET /delivery-role` answers. */
export type HeraldProps = {
  /** The AWS account in which Herald runs. */
  heraldAccount: string;
  /** A pattern for the ARNs of Herald's own roles. */
  heraldRoles: string;
  /** Your external id. Herald names it whenever it assumes the role. */
  externalId: string;
};

/** Adds the role and the outputs to a construct of a destination. */
export function addDeliveryRole(
  scope: Construct,
  { heraldAccount, heraldRoles, externalId }: HeraldProps,
  destination: string,
  actions: string[],
): Role {
  const stack = Stack.of(scope);
  const root = Arn.format({ service: 'iam', region: '', account: heraldAccount, resource: 'root' }, stack);
  const role = new Role(scope, 'DeliveryRole', {
    assumedBy: new ArnPrincipal(root).withConditions({
      StringEquals: { 'sts:ExternalId': externalId },
      ArnLike: { 'aws:PrincipalArn': heraldRoles },
    }),
  });
  role.addToPolicy(new PolicyStatement({ actions, resources: [destination] }));
  new CfnOutput(scope, 'Destination', { value: destination });
  new CfnOutput(scope, 'AssumeRoleArn', { value: role.roleArn });
  return role;
}
