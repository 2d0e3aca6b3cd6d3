import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { licensorPage, survey } from '../../api/operator.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { Screen } from '../../parts/screen.tsx';
import { useConsole } from '../../session/session-context.tsx';
import { InstallationState } from './installation-state.tsx';
import { LicensorLines } from './licensor-lines.tsx';
import { OpenLicensor } from './open-licensor.tsx';
import { UnhealthyTargets } from './unhealthy-targets.tsx';

const pollMs = 30_000;

/** What an operator sees first: the state of Herald, targets that fail, and all licensors. */
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
        <Loaded key="state" query={state} what="state of the installation">
          {data => <InstallationState survey={data} />}
        </Loaded>,
        <Loaded key="licensors" query={licensors} what="list of licensors">
          {data => (
            <SpaceBetween size="l">
              {[
                <UnhealthyTargets key="unhealthy" licensors={data.licensors} />,
                <LicensorLines key="all" licensors={data.licensors} page={tokens.length + 1} {...steps} />,
              ]}
            </SpaceBetween>
          )}
        </Loaded>,
        <OpenLicensor key="open" />,
      ]}
    </Screen>
  );
}
