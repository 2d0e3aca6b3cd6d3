import Link from '@cloudscape-design/components/link';
import type { ReactNode } from 'react';
import { useLocation, useRouter } from 'wouter';

type Props = {
  /** The path of a screen with its query, e.g. `/deliveries?status=FAILED` */
  to: string;
  children: ReactNode;
  ariaLabel?: string | undefined;
};

/** A link to another screen. It opens in a new tab too, as any link does. */
export function RouteLink({ to, children, ariaLabel }: Props) {
  const [, navigate] = useLocation();
  const { base } = useRouter();
  return (
    <Link
      href={`${base}${to}`}
      ariaLabel={ariaLabel}
      onFollow={event => {
        event.preventDefault();
        navigate(to);
      }}
    >
      {children}
    </Link>
  );
}
