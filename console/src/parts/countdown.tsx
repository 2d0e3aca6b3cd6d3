import { useEffect, useState } from 'react';
import { durationText } from '../format/numbers.ts';
import { Time } from './time.tsx';

/** How long it is until a time, every second anew, and the time itself. */
export function Countdown({ until }: { until: string }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const left = Date.parse(until) - now;
  return (
    <>
      {left > 0 ? `${durationText(Math.ceil(left / 1_000) * 1_000)} left` : 'over'}, until <Time at={until} />
    </>
  );
}
