// AWS WAF in front of the API: blocks common attacks, and IP addresses that send too many requests.
import { Aws } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';

const visibility = (metricName: string): CfnWebACL.VisibilityConfigProperty => ({
  metricName,
  cloudWatchMetricsEnabled: true,
  // Sampled requests would show authorization headers in the console.
  sampledRequestsEnabled: false,
});

/**
 * Rules of the common set that only count, because they would block valid requests: 25 events of 200 kB, URLs
 * in bodies and query strings, HTML in titles, clients without a User-Agent. The functions validate every
 * field.
 */
const countedOnly = [
  'SizeRestrictions_BODY',
  'EC2MetaDataSSRF_BODY',
  'GenericRFI_BODY',
  'GenericRFI_QUERYARGUMENTS',
  'GenericLFI_BODY',
  'CrossSiteScripting_BODY',
  'NoUserAgent_HEADER',
];

/** @param requestsPerAddress requests per IP address in five minutes */
export function protectWithWebAcl(
  scope: Construct,
  api: RestApi,
  { requestsPerAddress }: { requestsPerAddress: number },
): void {
  const acl = new CfnWebACL(scope, 'WebAcl', {
    scope: 'REGIONAL',
    defaultAction: { allow: {} },
    visibilityConfig: visibility('herald'),
    rules: [
      {
        name: 'too-many-requests',
        priority: 0,
        action: { block: {} },
        statement: { rateBasedStatement: { limit: requestsPerAddress, aggregateKeyType: 'IP' } },
        visibilityConfig: visibility('herald-too-many-requests'),
      },
      {
        name: 'common',
        priority: 1,
        overrideAction: { none: {} },
        statement: {
          managedRuleGroupStatement: {
            vendorName: 'AWS',
            name: 'AWSManagedRulesCommonRuleSet',
            ruleActionOverrides: countedOnly.map(name => ({ name, actionToUse: { count: {} } })),
          },
        },
        visibilityConfig: visibility('herald-common'),
      },
    ],
  });
  const stage = `/restapis/${api.restApiId}/stages/${api.deploymentStage.stageName}`;
  new CfnWebACLAssociation(scope, 'WebAclAssociation', {
    webAclArn: acl.attrArn,
    resourceArn: `arn:${Aws.PARTITION}:apigateway:${Aws.REGION}::${stage}`,
  });
}
