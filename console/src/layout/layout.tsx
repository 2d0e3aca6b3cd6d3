import AppLayoutToolbar from '@cloudscape-design/components/app-layout-toolbar';
import SideNavigation from '@cloudscape-design/components/side-navigation';
import SplitPanel from '@cloudscape-design/components/split-panel';
import { Fragment, type ReactNode, useState } from 'react';
import { useLocation, useRouter } from 'wouter';
import type { Screen } from '../screens.ts';
import { allows } from '../session/session.ts';
import { useLicensor, useSession } from '../session/session-context.tsx';
import { PanelProvider, usePanel } from './side-panel.tsx';
import { TopBar } from './top-bar.tsx';

/** The frame of every screen: the bar on top, the navigation, the content. */
export function Layout({ screens, children }: { screens: readonly Screen[]; children: ReactNode }) {
  return (
    <PanelProvider>
      <Frame screens={screens}>{children}</Frame>
    </PanelProvider>
  );
}

function Frame({ screens, children }: { screens: readonly Screen[]; children: ReactNode }) {
  const { frame, setContainer } = usePanel();
  // A screen whose link is followed again begins anew, e.g. with an empty form.
  const [visit, setVisit] = useState(0);
  return (
    <>
      <TopBar />
      <AppLayoutToolbar
        headerSelector="#top-bar"
        toolsHide
        navigation={<Navigation screens={screens} onFollow={() => setVisit(visit + 1)} />}
        content={<Fragment key={visit}>{children}</Fragment>}
        splitPanelOpen={frame !== undefined}
        splitPanelPreferences={{ position: 'side' }}
        splitPanelSize={560}
        onSplitPanelToggle={() => frame?.onClose()}
        splitPanel={
          frame && (
            <SplitPanel header={frame.header} closeBehavior="hide" hidePreferencesButton>
              <div ref={setContainer} />
            </SplitPanel>
          )
        }
        ariaLabels={{
          navigation: 'Screens',
          navigationToggle: 'Open the list of screens',
          navigationClose: 'Close the list of screens',
        }}
      />
    </>
  );
}

function Navigation({ screens, onFollow }: { screens: readonly Screen[]; onFollow: () => void }) {
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
        onFollow();
      }}
    />
  );
}
