import { Route, Switch } from 'wouter';
import { Entrance } from './layout/entrance.tsx';
import { LicensorChoice } from './layout/licensor-choice.tsx';
import { ScreenRoutes } from './layout/screen-routes.tsx';
import { Loading } from './parts/loading.tsx';
import { licensorScreens, operatorScreens } from './screens.ts';
import { LicensorProvider, useSessionState } from './session/session-context.tsx';

/** The entrance or the screens, as the session says. */
export function App() {
  const state = useSessionState();
  switch (state.kind) {
    case 'STARTING':
      return <Loading what="your session" />;
    case 'CHOICE':
      return <LicensorChoice state={state} />;
    case 'NONE':
    case 'ENDED':
      return <Entrance state={state} />;
    case 'ACTIVE':
      return state.session.licensor === undefined ? (
        <OperatorApp />
      ) : (
        <LicensorApp licensor={state.session.licensor} />
      );
  }
}

function LicensorApp({ licensor }: { licensor: string }) {
  return (
    <LicensorProvider licensor={licensor}>
      <ScreenRoutes screens={licensorScreens} />
    </LicensorProvider>
  );
}

/** An operator's session has screens of its own, and those of each licensor below /licensors/{licensor}. */
function OperatorApp() {
  return (
    <Switch>
      <Route path="/licensors/:licensor" nest>
        {({ licensor }) => <LicensorApp key={licensor} licensor={licensor} />}
      </Route>
      <Route>
        <ScreenRoutes screens={operatorScreens} />
      </Route>
    </Switch>
  );
}
