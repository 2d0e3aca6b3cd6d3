import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { Target } from '../../api/targets.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { Countdown } from '../../parts/countdown.tsx';
import { TargetName } from '../../parts/target-name.tsx';

type Props = { targets: readonly Target[]; isLoading: boolean; onEnd: (targetId: string) => void };

/** Webhooks with a signing secret of their own, while its old one signs too. */
export function RotatingTargets({ targets, isLoading, onEnd }: Props) {
  const columns: TableProps.ColumnDefinition<Target>[] = [
    {
      id: 'target',
      header: 'Target',
      isRowHeader: true,
      minWidth: 200,
      cell: one => <TargetName targetId={one.targetId} />,
    },
    {
      id: 'until',
      header: 'The old secret signs too',
      minWidth: 200,
      cell: ({ previousSecretUntil }) => previousSecretUntil && <Countdown until={previousSecretUntil} />,
    },
    {
      id: 'end',
      header: 'Change',
      minWidth: 140,
      cell: ({ targetId }) => (
        <ActButton
          needs="secrets"
          variant="inline-link"
          ariaLabel={`End the overlap of ${targetId}`}
          onClick={() => onEnd(targetId)}
        >
          End the overlap
        </ActButton>
      ),
    },
  ];
  return (
    <Table
      header={<Header variant="h2">Rotations of targets</Header>}
      items={[...targets]}
      trackBy="targetId"
      loading={isLoading}
      loadingText="Loading targets …"
      wrapLines
      empty={<Box>No target is in a rotation.</Box>}
      columnDefinitions={columns}
    />
  );
}
