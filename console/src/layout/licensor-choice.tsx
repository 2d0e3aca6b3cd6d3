import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useConsole } from '../session/session-context.tsx';
import type { SessionState } from '../session/session-store.ts';
import { TopBar } from './top-bar.tsx';

type Choice = Extract<SessionState, { kind: 'CHOICE' }>;

/** For a person who is a member of several licensors: a session is for one. */
export function LicensorChoice({ state: { licensors, idToken } }: { state: Choice }) {
  const { store } = useConsole();
  return (
    <>
      <TopBar />
      <main>
        <ContentLayout maxContentWidth={720} header={<Header variant="h1">For whom?</Header>}>
          <Container>
            <SpaceBetween size="m">
              {[
                <Box key="text">
                  You are a member of several partners. Choose the one that you want to see.
                </Box>,
                ...licensors.map(licensor => (
                  <Button key={licensor} onClick={() => void store.signIn(async () => idToken, licensor)}>
                    {licensor}
                  </Button>
                )),
              ]}
            </SpaceBetween>
          </Container>
        </ContentLayout>
      </main>
    </>
  );
}
