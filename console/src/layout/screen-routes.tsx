import Box from '@cloudscape-design/components/box';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import { Suspense, useEffect } from 'react';
import { Route, Switch } from 'wouter';
import { Loading } from '../parts/loading.tsx';
import { RouteLink } from '../parts/route-link.tsx';
import type { Screen, ScreenParams } from '../screens.ts';
import { allows } from '../session/session.ts';
import { useConsole, useSession } from '../session/session-context.tsx';
import { Layout } from './layout.tsx';

/** Shows the screen whose path fits the address, if the session may see it. */
export function ScreenRoutes({ screens }: { screens: readonly Screen[] }) {
  const session = useSession();
  return (
    <Layout screens={screens}>
      <Switch>
        {screens
          .filter(screen => allows(session, screen.capability))
          .map(screen => (
            <Route key={screen.path} path={screen.path}>
              {params => <ShownScreen screen={screen} params={params} />}
            </Route>
          ))}
        <Route>
          <NoScreen />
        </Route>
      </Switch>
    </Layout>
  );
}

function ShownScreen({ screen, params }: { screen: Screen; params: ScreenParams }) {
  const { config } = useConsole();
  useEffect(() => {
    document.title = `${screen.title} · Herald ${config.stage}`;
  }, [screen.title, config.stage]);
  const Content = screen.component;
  return (
    <Suspense fallback={<Loading what={`the screen ${screen.title}`} />}>
      <Content params={params} />
    </Suspense>
  );
}

function NoScreen() {
  return (
    <ContentLayout header={<Header variant="h1">There is no such screen</Header>}>
      <Box>
        The address is wrong, or your session may not see it. <RouteLink to="/">Go to the overview</RouteLink>
      </Box>
    </ContentLayout>
  );
}
