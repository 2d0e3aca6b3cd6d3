import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type ListedSession, revokeSession, sessionPage } from '../../api/access.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { ErrorAlert } from '../../parts/error-alert.tsx';
import { pagesFooter } from '../../parts/pages.tsx';
import { Time, TimeFromNow } from '../../parts/time.tsx';
import { useLicensorApi, useSession } from '../../session/session-context.tsx';
import { LinkDialog } from './link-dialog.tsx';
import { RemovalDialog } from './removal-dialog.tsx';

/** Sessions begin when someone opens a link. */
const pollMs = 15_000;

/** The sessions that have not ended. */
export function Sessions() {
  const api = useLicensorApi();
  const { sessionId: own } = useSession();
  const [tokens, setTokens] = useState<string[]>([]);
  const [dialog, setDialog] = useState<'LINK' | ListedSession>();
  const { data, error, isPending, refetch } = useQuery({
    ...sessionPage(api, tokens.at(-1)),
    refetchInterval: pollMs,
  });
  if (error) {
    return <ErrorAlert title="The sessions could not be read" error={error} onRetry={() => void refetch()} />;
  }
  const next = data?.nextToken;
  const close = () => {
    setDialog(undefined);
    void refetch();
  };
  return (
    <>
      <Table
        header={
          <Header
            variant="h2"
            actions={
              <ActButton needs="manage" onClick={() => setDialog('LINK')}>
                Make a link
              </ActButton>
            }
          >
            Sessions
          </Header>
        }
        items={data?.sessions ?? []}
        trackBy="sessionId"
        loading={isPending}
        loadingText="Loading sessions …"
        wrapLines
        empty={<Box>No session on this page.</Box>}
        columnDefinitions={columns(own, setDialog)}
        footer={pagesFooter({
          onNext: next === undefined ? undefined : () => setTokens([...tokens, next]),
          onPrevious: tokens.length === 0 ? undefined : () => setTokens(tokens.slice(0, -1)),
        })}
      />
      {dialog === 'LINK' && <LinkDialog onClose={close} />}
      {typeof dialog === 'object' && (
        <RemovalDialog
          title={`End the session of ${dialog.subject ?? dialog.sessionId}?`}
          act="End the session"
          resource="portal-sessions"
          remove={() => revokeSession(api, dialog.sessionId)}
          onClose={close}
        >
          Whoever holds it must get in again by a link or a sign-in. Some requests may still pass for the
          minutes for which the platform keeps its answers about tokens: five, if it has set nothing else.
        </RemovalDialog>
      )}
    </>
  );
}

const columns = (
  own: string,
  onEnd: (session: ListedSession) => void,
): TableProps.ColumnDefinition<ListedSession>[] => [
  {
    id: 'subject',
    header: 'For',
    isRowHeader: true,
    minWidth: 180,
    cell: ({ subject, sessionId }) => (
      <>
        <span className="foreign-text">{subject ?? 'nobody in particular'}</span>
        {sessionId === own && ' (this one)'}
        <Box variant="small" display="block">
          {sessionId}
        </Box>
      </>
    ),
  },
  { id: 'may', header: 'May', minWidth: 140, cell: ({ capabilities }) => capabilities.join(', ') },
  {
    id: 'created',
    header: 'Began',
    minWidth: 160,
    cell: ({ createdAt, createdBy }) => (
      <>
        <Time at={createdAt} />
        <Box variant="small" display="block">
          by {createdBy}
        </Box>
      </>
    ),
  },
  {
    id: 'ends',
    header: 'Ends',
    minWidth: 160,
    cell: ({ expiresAt, renewableUntil }) => (
      <>
        <TimeFromNow at={expiresAt} /> without renewal
        <Box variant="small" display="block">
          at the latest <Time at={renewableUntil} />
        </Box>
      </>
    ),
  },
  {
    id: 'end',
    header: 'Change',
    minWidth: 120,
    cell: session => (
      <ActButton
        needs="manage"
        variant="inline-link"
        notNow={session.sessionId === own ? 'It is yours: sign out instead.' : undefined}
        ariaLabel={`End it: the session ${session.sessionId}`}
        onClick={() => onEnd(session)}
      >
        End
      </ActButton>
    ),
  },
];
