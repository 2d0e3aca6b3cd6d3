import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { licensorPage, survey } from '../../api/operator.ts';
import { ErrorAlert } from '../../parts/error-alert.tsx';
import { Loading } from '../../parts/loading.tsx';
import { Screen } from '../../parts/screen.tsx';
import { useConsole } from '../../session/session-context.tsx';
import { InstallationState } from './installation-state.tsx';
import { LicensorLines } from './licensor-lines.tsx';
import { OpenLicensor } from './open-licensor.tsx';
import { UnhealthyTargets } from './unhealthy-targets.tsx';

const pollMs = 30_000;

/** What an operator sees first: whether Herald works, whose targets fail, and all licensors. */
export function Licensors() {
  const { api } = useConsole();
  const [tokens, setTokens] = useState<string[]>([]);
  const state = useQuery({ ...survey(api), refetchInterval: pollMs });
  const licensors = useQuery({ ...licensorPage(api, tokens.at(-1)), refetchInterval: pollMs });
  const next = licensors.data?.nextToken;
  const steps = {
    onNext: next === undefined ? undefined : () => setTokens([...tokens, next]),
    onPrevious: tokens.length === 0 ? undefined : () => setTokens(tokens.slice(0, -1)),
  };
  return (
    <Screen
      title="Installation"
      description="Your session reads all licensors and changes nothing. The page reads again every 30 seconds."
    >
      {[
        state.error ? (
          <ErrorAlert
            key="state-error"
            title="The state of the installation could not be read"
            error={state.error}
            onRetry={() => void state.refetch()}
          />
        ) : state.data ? (
          <InstallationState key="state" survey={state.data} />
        ) : (
          <Loading key="state-loading" what="the state of the installation" />
        ),
        ...(licensors.error
          ? [
              <ErrorAlert
                key="licensors-error"
                title="The licensors could not be read"
                error={licensors.error}
                onRetry={() => void licensors.refetch()}
              />,
            ]
          : []),
        ...(licensors.isPending ? [<Loading key="licensors-loading" what="licensors" />] : []),
        ...(licensors.data
          ? [
              <UnhealthyTargets key="unhealthy" licensors={licensors.data.licensors} />,
              <LicensorLines
                key="licensors"
                licensors={licensors.data.licensors}
                page={tokens.length + 1}
                {...steps}
              />,
            ]
          : []),
        <OpenLicensor key="open" />,
      ]}
    </Screen>
  );
}
