// Pages of the AWS console that an operator needs next.

type Link = { title: string; url: string };

type Place = { STAGE: string; AWS_REGION: string };

export function linksOf(
  { STAGE: stage, AWS_REGION: region }: Place,
  queues: { quarantine: string; deadDeliveries: string },
): Link[] {
  const console = consoleOf(region);
  const cloudWatch = `${console}/cloudwatch/home?region=${region}`;
  const queue = (url: string) => `${console}/sqs/v3/home?region=${region}#/queues/${encodeURIComponent(url)}`;
  return [
    { title: 'Dashboards', url: `${cloudWatch}#dashboards` },
    { title: 'Alarms', url: `${cloudWatch}#alarmsV2:?search=herald-${stage}-` },
    { title: 'Saved queries over the logs', url: `${cloudWatch}#logsV2:logs-insights` },
    { title: 'Quarantine', url: queue(queues.quarantine) },
    { title: 'Dead deliveries', url: queue(queues.deadDeliveries) },
  ];
}

/** The region decides the domain of the console (AWS partitions). */
function consoleOf(region: string): string {
  if (region.startsWith('cn-')) return `https://${region}.console.amazonaws.cn`;
  if (region.startsWith('us-gov-')) return 'https://console.amazonaws-us-gov.com';
  return `https://${region}.console.aws.amazon.com`;
}
