import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { DryRun, ReplayRequest } from '../../api/replays.ts';
import { Screen } from '../../parts/screen.tsx';
import { useCan, useLicensorApi } from '../../session/session-context.tsx';
import { ReplayForm } from './replay-form.tsx';
import { ReplayHistory } from './replay-history.tsx';
import { StartDialog } from './start-dialog.tsx';

export type Plan = { request: ReplayRequest; dryRun: DryRun };

/** Sends many deliveries again: first a count, then a confirmation, then a job with progress. */
export function Replays() {
  const { licensor } = useLicensorApi();
  const queryClient = useQueryClient();
  const [plan, setPlan] = useState<Plan>();
  const canReplay = useCan('replay');
  return (
    <Screen
      title="Replays"
      description="A replay sends many deliveries of a target again, with the same event ids, at a rate that you choose."
    >
      {[
        ...(canReplay ? [<ReplayForm key="form" onPlan={setPlan} />] : []),
        <ReplayHistory key="history" />,
        ...(plan
          ? [
              <StartDialog
                key="start"
                plan={plan}
                onClose={() => setPlan(undefined)}
                onStarted={() => {
                  setPlan(undefined);
                  void queryClient.invalidateQueries({ queryKey: [licensor, 'replays'] });
                }}
              />,
            ]
          : []),
      ]}
    </Screen>
  );
}
