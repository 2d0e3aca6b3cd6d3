import AppLayout from '@cloudscape-design/components/app-layout';
import SideNavigation from '@cloudscape-design/components/side-navigation';
import type { ReactNode } from 'react';
import { useLocation, useRouter } from 'wouter';
import type { Screen } from '../screens.ts';
import { allows } from '../session/session.ts';
import { useLicensor, useSession } from '../session/session-context.tsx';
import { TopBar } from './top-bar.tsx';

/** The frame of every screen: the bar on top, the navigation, the content. */
export function Layout({ screens, children }: { screens: readonly Screen[]; children: ReactNode }) {
  return (
    <>
      <TopBar />
      <AppLayout
        headerSelector="#top-bar"
        toolsHide
        navigation={<Navigation screens={screens} />}
        content={children}
        ariaLabels={{
          navigation: 'Screens',
          navigationToggle: 'Open the list of screens',
          navigationClose: 'Close the list of screens',
        }}
      />
    </>
  );
}

function Navigation({ screens }: { screens: readonly Screen[] }) {
  const session = useSession();
  const licensor = useLicensor();
  const [path, navigate] = useLocation();
  const { base } = useRouter();
  const shown = screens.filter(screen => screen.inNavigation && allows(session, screen.capability));
  const active = shown.filter(screen => path === screen.path || path.startsWith(`${screen.path}/`)).at(-1);
  return (
    <SideNavigation
      header={{ text: licensor ?? 'All licensors', href: `${base}/` }}
      activeHref={`${base}${active?.path ?? ''}`}
      items={shown.map(screen => ({ type: 'link', text: screen.title, href: `${base}${screen.path}` }))}
      onFollow={event => {
        event.preventDefault();
        navigate(event.detail.href.slice(base.length) || '/');
      }}
    />
  );
}
