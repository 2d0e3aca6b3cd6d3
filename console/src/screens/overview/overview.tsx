import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { useQuery } from '@tanstack/react-query';
import { targetPage } from '../../api/targets.ts';
import { ErrorAlert } from '../../parts/error-alert.tsx';
import { Loading } from '../../parts/loading.tsx';
import { useLicensorApi } from '../../session/session-context.tsx';

/** One line for each target: how it is, and what to do first. */
export function Overview() {
  const { data, error, refetch } = useQuery(targetPage(useLicensorApi()));
  return (
    <ContentLayout header={<Header variant="h1">Overview</Header>}>
      {error ? (
        <ErrorAlert title="The targets could not be read" error={error} onRetry={() => void refetch()} />
      ) : data ? (
        <Table
          items={[...data.targets]}
          trackBy="targetId"
          columnDefinitions={[
            {
              id: 'target',
              header: 'Target',
              cell: target => JSON.stringify(target.destination),
              isRowHeader: true,
            },
            { id: 'health', header: 'Health', cell: target => target.health.state },
          ]}
        />
      ) : (
        <Loading what="targets" />
      )}
    </ContentLayout>
  );
}
