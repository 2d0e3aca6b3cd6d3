import TopNavigation, { type TopNavigationProps } from '@cloudscape-design/components/top-navigation';
import { useLocation } from 'wouter';
import { type Appearance, usePreferences } from '../format/preferences.tsx';
import { useConsole, useSessionState } from '../session/session-context.tsx';

const appearances: Record<Appearance, string> = {
  system: 'As the system',
  light: 'Light',
  dark: 'Dark',
};

/** The name of the installation, how the page looks, and who is signed in. */
export function TopBar() {
  const { config } = useConsole();
  const [, navigate] = useLocation();
  return (
    <div id="top-bar">
      <TopNavigation
        identity={{
          href: '/',
          title: config.stage === 'prod' ? 'Herald' : `Herald · ${config.stage}`,
          onFollow: event => {
            event.preventDefault();
            navigate('~/');
          },
        }}
        utilities={[useZoneMenu(), useAppearanceMenu(), ...useSessionMenu()]}
      />
    </div>
  );
}

function useZoneMenu(): TopNavigationProps.Utility {
  const { zone, setZone } = usePreferences();
  return {
    type: 'button',
    text: zone === 'UTC' ? 'Show local times' : 'Show times in UTC',
    onClick: () => setZone(zone === 'UTC' ? 'local' : 'UTC'),
  };
}

function useAppearanceMenu(): TopNavigationProps.Utility {
  const { appearance, setAppearance } = usePreferences();
  return {
    type: 'menu-dropdown',
    iconName: 'settings',
    ariaLabel: 'Appearance',
    title: 'Appearance',
    items: Object.entries(appearances).map(([id, text]) => ({
      id,
      text,
      itemType: 'checkbox',
      checked: id === appearance,
    })),
    onItemClick: ({ detail }) => {
      const chosen = Object.keys(appearances).find((one): one is Appearance => one === detail.id);
      if (chosen) setAppearance(chosen);
    },
  };
}

function useSessionMenu(): TopNavigationProps.Utility[] {
  const { store } = useConsole();
  const state = useSessionState();
  if (state.kind !== 'ACTIVE') return [];
  const { subject, capabilities } = state.session;
  return [
    {
      type: 'menu-dropdown',
      iconName: 'user-profile',
      text: subject ?? 'Session',
      description: `May: ${capabilities.join(', ')}`,
      items: [{ id: 'sign-out', text: 'Sign out' }],
      onItemClick: () => void store.signOut(),
    },
  ];
}
