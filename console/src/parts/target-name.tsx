import Box from '@cloudscape-design/components/box';
import { useQuery } from '@tanstack/react-query';
import { allTargets } from '../api/targets.ts';
import { destinationText } from '../format/target-texts.ts';
import { useLicensorApi } from '../session/session-context.tsx';
import { RouteLink } from './route-link.tsx';

/** A link to a target: by its destination, if it still exists, with its id. */
export function TargetName({ targetId }: { targetId: string }) {
  const { data } = useQuery(allTargets(useLicensorApi()));
  const target = data?.find(one => one.targetId === targetId);
  const to = `/targets/${targetId}`;
  if (!target) return <RouteLink to={to}>{targetId}</RouteLink>;
  return (
    <>
      <RouteLink to={to}>
        <span className="foreign-text">{destinationText(target)}</span>
      </RouteLink>
      <Box variant="small" display="block">
        {targetId}
      </Box>
    </>
  );
}
