import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { allStatistics } from '../../api/statistics.ts';
import { targetPage } from '../../api/targets.ts';
import { notCountedYet } from '../../format/statistics-texts.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { ErrorAlert } from '../../parts/error-alert.tsx';
import { Loading } from '../../parts/loading.tsx';
import { Screen } from '../../parts/screen.tsx';
import { Time } from '../../parts/time.tsx';
import { useLicensorApi } from '../../session/session-context.tsx';
import { FirstSteps } from './first-steps.tsx';
import { TargetLines } from './target-lines.tsx';

const pollMs = 30_000;

/** One line for each target: how it is, how the last day was, and what to do first. */
export function Overview() {
  const api = useLicensorApi();
  const [, navigate] = useLocation();
  const [tokens, setTokens] = useState<string[]>([]);
  const targets = useQuery({ ...targetPage(api, tokens.at(-1)), refetchInterval: pollMs });
  const statistics = useQuery(allStatistics(api));
  const { data } = targets;
  const isEmpty = data?.targets.length === 0 && tokens.length === 0;
  const next = data?.nextToken;
  return (
    <Screen
      title="Overview"
      actions={
        isEmpty ? undefined : (
          <ActButton needs="manage" variant="primary" onClick={() => navigate('/targets/new')}>
            Add a target
          </ActButton>
        )
      }
      description={
        statistics.data?.auditedUntil ? (
          <>
            The last day counts events that were accepted before <Time at={statistics.data.auditedUntil} />.
          </>
        ) : (
          statistics.data && !isEmpty && notCountedYet
        )
      }
    >
      {[
        ...(targets.error
          ? [
              <ErrorAlert
                key="error"
                title="The targets could not be read"
                error={targets.error}
                onRetry={() => void targets.refetch()}
              />,
            ]
          : []),
        ...(statistics.error
          ? [
              <ErrorAlert
                key="statistics-error"
                title="The statistics of the last day could not be read"
                error={statistics.error}
                onRetry={() => void statistics.refetch()}
              />,
            ]
          : []),
        ...(targets.isPending ? [<Loading key="loading" what="targets" />] : []),
        ...(isEmpty ? [<FirstSteps key="steps" />] : []),
        ...(data && !isEmpty
          ? [
              <TargetLines
                key="targets"
                targets={data.targets}
                statistics={statistics.data}
                page={tokens.length + 1}
                onNext={next === undefined ? undefined : () => setTokens([...tokens, next])}
                onPrevious={tokens.length === 0 ? undefined : () => setTokens(tokens.slice(0, -1))}
              />,
            ]
          : []),
      ]}
    </Screen>
  );
}
