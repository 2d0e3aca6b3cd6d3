// Permissions by the action and the one resource. CDK's `table.grant` would add every index.
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';

export function allow(grantee: IGrantable, resourceArn: string, ...actions: string[]): void {
  grantee.grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions, resources: [resourceArn] }));
}
