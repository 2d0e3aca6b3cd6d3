// AWS WAF in front of the API: blocks common attacks, and IP addresses that send too many requests.
import { ArnFormat, Aws, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnLoggingConfiguration, CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import type { Settings } from '../settings.ts';

/** The dimension `WebACL` of the web ACL's metrics. */
export const webAclMetricName = ({ stage }: Settings): string => `herald-${stage}`;

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

export function protectWithWebAcl(
  scope: Construct,
  api: RestApi,
  settings: Settings,
  { requestsPerAddress, commonRules, logBlocked }: NonNullable<Settings['webAcl']>,
): void {
  const metricName = webAclMetricName(settings);
  const acl = new CfnWebACL(scope, 'WebAcl', {
    scope: 'REGIONAL',
    defaultAction: { allow: {} },
    visibilityConfig: visibility(metricName),
    rules: [
      {
        name: 'too-many-requests',
        priority: 0,
        action: { block: {} },
        statement: { rateBasedStatement: { limit: requestsPerAddress, aggregateKeyType: 'IP' } },
        visibilityConfig: visibility(`${metricName}-too-many-requests`),
      },
      {
        name: 'common',
        priority: 1,
        overrideAction: { none: {} },
        statement: {
          managedRuleGroupStatement: {
            vendorName: 'AWS',
            name: 'AWSManagedRulesCommonRuleSet',
            version: commonRules,
            ruleActionOverrides: countedOnly.map(name => ({ name, actionToUse: { count: {} } })),
          },
        },
        visibilityConfig: visibility(`${metricName}-common`),
      },
    ],
  });
  const stage = `/restapis/${api.restApiId}/stages/${api.deploymentStage.stageName}`;
  new CfnWebACLAssociation(scope, 'WebAclAssociation', {
    webAclArn: acl.attrArn,
    resourceArn: `arn:${Aws.PARTITION}:apigateway:${Aws.REGION}::${stage}`,
  });
  if (logBlocked) logBlockedRequests(scope, settings, acl);
}

/**
 * Logs the requests that the web ACL blocks, which reach neither API Gateway nor a function. Credentials and
 * query strings are redacted.
 */
function logBlockedRequests(
  scope: Construct,
  { stage, logRetention }: Pick<Settings, 'stage' | 'logRetention'>,
  acl: CfnWebACL,
): void {
  const logGroup = new LogGroup(scope, 'BlockedRequests', {
    // AWS WAF requires this prefix (AWS WAF Developer Guide, "Sending web ACL traffic logs").
    logGroupName: `aws-waf-logs-herald-${stage}`,
    retention: logRetention,
    // A retained group would keep its name from the next deployment.
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const logging = new CfnLoggingConfiguration(scope, 'WebAclLogging', {
    resourceArn: acl.attrArn,
    // Without the ":*" of `logGroupArn`.
    logDestinationConfigs: [
      Stack.of(scope).formatArn({
        service: 'logs',
        resource: 'log-group',
        resourceName: `aws-waf-logs-herald-${stage}`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    ],
    loggingFilter: {
      DefaultBehavior: 'DROP',
      Filters: [
        {
          Behavior: 'KEEP',
          Requirement: 'MEETS_ANY',
          Conditions: [{ ActionCondition: { Action: 'BLOCK' } }],
        },
      ],
    },
    redactedFields: [
      ...['authorization', 'x-api-key'].map(Name => ({ singleHeader: { Name } })),
      { queryString: {} },
    ],
  });
  logging.node.addDependency(logGroup);
}
