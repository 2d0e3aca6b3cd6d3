import { useQuery } from '@tanstack/react-query';
import { target as targetQuery } from '../../api/targets.ts';
import { destinationText, typeTexts } from '../../format/target-texts.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { Screen } from '../../parts/screen.tsx';
import type { ScreenParams } from '../../screens.ts';
import { useLicensorApi } from '../../session/session-context.tsx';
import { TargetActions } from './target-actions.tsx';
import { TargetHealth } from './target-health.tsx';
import { TargetSettings } from './target-settings.tsx';
import { TargetStatistics } from './target-statistics.tsx';
import { TargetSubscriptions } from './target-subscriptions.tsx';

const pollMs = 15_000;

/** Everything about one target. */
export function TargetScreen({ params }: { params: ScreenParams }) {
  const api = useLicensorApi();
  const targetId = params['targetId'] ?? '';
  const query = useQuery({ ...targetQuery(api, targetId), refetchInterval: pollMs });
  const { data, error } = query;
  if (error || !data) {
    return (
      <Screen title="Target">
        {[
          <Loaded key="target" query={query} what="target">
            {() => null}
          </Loaded>,
        ]}
      </Screen>
    );
  }
  const { target, etag } = data;
  return (
    <Screen
      title={destinationText(target)}
      description={`${typeTexts[target.type]} · ${targetId}`}
      actions={<TargetActions target={target} etag={etag} />}
    >
      {[
        <TargetHealth key="health" target={target} />,
        <TargetSettings key="settings" target={target} />,
        <TargetStatistics key="statistics" targetId={targetId} />,
        <TargetSubscriptions key="subscriptions" targetId={targetId} />,
      ]}
    </Screen>
  );
}
