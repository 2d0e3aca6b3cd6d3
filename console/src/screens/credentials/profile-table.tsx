import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { AuthProfile } from '../../api/auth-profiles.ts';
import { kindTexts, notReplaceable } from '../../format/credentials.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { Countdown } from '../../parts/countdown.tsx';
import { type PageSteps, pagesFooter } from '../../parts/pages.tsx';
import { RouteLink } from '../../parts/route-link.tsx';
import { Time } from '../../parts/time.tsx';

type Acts = {
  onReplace: (profile: AuthProfile) => void;
  onDelete: (profile: AuthProfile) => void;
  onEnd: (authProfileId: string) => void;
};
type Props = PageSteps & Acts & { profiles: readonly AuthProfile[]; isLoading: boolean };

/** The auth profiles, what uses them, and what can be done with them. */
export function ProfileTable({ profiles, isLoading, onNext, onPrevious, ...acts }: Props) {
  return (
    <Table
      header={<Header variant="h2">Auth profiles</Header>}
      items={[...profiles]}
      trackBy="authProfileId"
      loading={isLoading}
      loadingText="Loading auth profiles …"
      wrapLines
      empty={<Box>There is none. A webhook can have credentials of its own as well.</Box>}
      columnDefinitions={columns(acts)}
      footer={pagesFooter({ onNext, onPrevious })}
    />
  );
}

const columns = ({ onReplace, onDelete, onEnd }: Acts): TableProps.ColumnDefinition<AuthProfile>[] => [
  { id: 'id', header: 'Auth profile', isRowHeader: true, minWidth: 140, cell: one => one.authProfileId },
  {
    id: 'kind',
    header: 'Kind',
    minWidth: 140,
    cell: ({ authConfig }) =>
      `${kindTexts[authConfig.type].name}${'signature' in authConfig && authConfig.signature ? ', signed' : ''}`,
  },
  {
    id: 'used',
    header: 'Used by',
    minWidth: 180,
    cell: ({ usedBy }) =>
      usedBy.length === 0
        ? 'no target'
        : usedBy.map(id => (
            <div key={id}>
              <RouteLink to={`/targets/${id}`}>{id}</RouteLink>
            </div>
          )),
  },
  {
    id: 'rotation',
    header: 'Rotation',
    minWidth: 180,
    cell: ({ previousSecretUntil, authProfileId }) =>
      previousSecretUntil ? (
        <>
          The old secret signs too: <Countdown until={previousSecretUntil} />
          <div>
            <ActButton
              needs="secrets"
              variant="inline-link"
              ariaLabel={`End the overlap of ${authProfileId}`}
              onClick={() => onEnd(authProfileId)}
            >
              End the overlap
            </ActButton>
          </div>
        </>
      ) : (
        'none'
      ),
  },
  { id: 'changed', header: 'Changed', minWidth: 140, cell: ({ updatedAt }) => <Time at={updatedAt} /> },
  {
    id: 'acts',
    header: 'Change',
    minWidth: 160,
    cell: profile => (
      <SpaceBetween direction="horizontal" size="xs">
        {[
          <ActButton
            key="replace"
            needs="secrets"
            variant="inline-link"
            notNow={notReplaceable(profile.authConfig)}
            ariaLabel={`Replace the credentials of ${profile.authProfileId}`}
            onClick={() => onReplace(profile)}
          >
            Replace
          </ActButton>,
          <ActButton
            key="delete"
            needs="secrets"
            variant="inline-link"
            notNow={profile.usedBy.length > 0 ? 'Targets use it.' : undefined}
            ariaLabel={`Delete ${profile.authProfileId}`}
            onClick={() => onDelete(profile)}
          >
            Delete
          </ActButton>,
        ]}
      </SpaceBetween>
    ),
  },
];
