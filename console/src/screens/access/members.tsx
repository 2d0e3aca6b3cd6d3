import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Member, memberPage, removeMember } from '../../api/access.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { ErrorAlert } from '../../parts/error-alert.tsx';
import { pagesFooter } from '../../parts/pages.tsx';
import { Time } from '../../parts/time.tsx';
import { useLicensorApi } from '../../session/session-context.tsx';
import { RemovalDialog } from './removal-dialog.tsx';

/** The people who can sign in. */
export function Members() {
  const api = useLicensorApi();
  const [tokens, setTokens] = useState<string[]>([]);
  const [removed, setRemoved] = useState<Member>();
  const { data, error, isPending, refetch } = useQuery(memberPage(api, tokens.at(-1)));
  if (error) {
    return <ErrorAlert title="The members could not be read" error={error} onRetry={() => void refetch()} />;
  }
  const next = data?.nextToken;
  return (
    <>
      <Table
        header={
          <Header variant="h2" description="The platform invites them.">
            Members
          </Header>
        }
        items={data?.members ?? []}
        trackBy="memberId"
        loading={isPending}
        loadingText="Loading members …"
        wrapLines
        empty={<Box>Nobody can sign in. People get in by links.</Box>}
        columnDefinitions={columns(setRemoved)}
        footer={pagesFooter({
          onNext: next === undefined ? undefined : () => setTokens([...tokens, next]),
          onPrevious: tokens.length === 0 ? undefined : () => setTokens(tokens.slice(0, -1)),
        })}
      />
      {removed && (
        <RemovalDialog
          title={`Remove ${removed.email}?`}
          act="Remove the member"
          resource="members"
          remove={() => removeMember(api, removed.memberId)}
          onClose={() => setRemoved(undefined)}
        >
          The person can no longer sign in, and the person's sessions end. Only the platform can invite the
          person again.
        </RemovalDialog>
      )}
    </>
  );
}

const columns = (onRemove: (member: Member) => void): TableProps.ColumnDefinition<Member>[] => [
  {
    id: 'email',
    header: 'E-mail',
    isRowHeader: true,
    minWidth: 180,
    cell: ({ email }) => <span className="foreign-text">{email}</span>,
  },
  { id: 'may', header: 'May', minWidth: 140, cell: ({ capabilities }) => capabilities.join(', ') },
  { id: 'since', header: 'Since', minWidth: 140, cell: ({ createdAt }) => <Time at={createdAt} /> },
  {
    id: 'last',
    header: 'Last sign-in',
    minWidth: 140,
    cell: ({ lastSignInAt }) => (lastSignInAt ? <Time at={lastSignInAt} /> : 'none yet'),
  },
  {
    id: 'remove',
    header: 'Change',
    minWidth: 120,
    cell: member => (
      <ActButton
        needs="manage"
        variant="inline-link"
        ariaLabel={`Remove ${member.email}`}
        onClick={() => onRemove(member)}
      >
        Remove
      </ActButton>
    ),
  },
];
