import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { SignIn } from '../api/config.ts';
import { ErrorAlert } from '../parts/error-alert.tsx';
import type { End } from '../session/session.ts';
import { useConsole } from '../session/session-context.tsx';
import type { SessionState } from '../session/session-store.ts';
import { TopBar } from './top-bar.tsx';

type Outside = Extract<SessionState, { kind: 'NONE' | 'ENDED' }>;

const words: Record<'NONE' | End, { title: string; text: string }> = {
  NONE: {
    title: 'Open the console by a link',
    text: 'This tab has no session. A session begins with a link, which works once, within a minute.',
  },
  EXPIRED: {
    title: 'Your session has expired',
    text: 'It was not renewed in time, or has reached its last moment. Nothing that you did before is lost.',
  },
  REFUSED: {
    title: 'This session is not valid',
    text: 'The link was used before, or is older than a minute; or the session has ended, or someone has revoked it.',
  },
  NOT_SIGNED_IN: {
    title: 'You could not sign in',
    text: 'The account may have no membership here, or its e-mail address is not verified.',
  },
  SIGNED_OUT: {
    title: 'You have signed out',
    text: 'The session of this tab is revoked. Nobody can go on with it.',
  },
};

/** What a reader without a session sees, and how to get one. */
export function Entrance({ state }: { state: Outside }) {
  const { title, text } = words[state.kind === 'NONE' ? 'NONE' : state.end];
  const { signIn } = useConsole().config;
  const error = state.kind === 'ENDED' ? state.error : undefined;
  return (
    <>
      <TopBar />
      <main>
        <ContentLayout maxContentWidth={720} header={<Header variant="h1">{title}</Header>}>
          <Container>
            <SpaceBetween size="m">
              {[
                <Box key="text">{text}</Box>,
                ...(error ? [<ErrorAlert key="error" title="What the API says" error={error} />] : []),
                ...(signIn ? [<SignInButton key="sign-in" signIn={signIn} />] : []),
                <HowToGetIn key="how" />,
              ]}
            </SpaceBetween>
          </Container>
        </ContentLayout>
      </main>
    </>
  );
}

function SignInButton({ signIn }: { signIn: SignIn }) {
  const [isLeaving, setLeaving] = useState(false);
  const leave = async () => {
    setLeaving(true);
    const { signInAddress } = await import('../session/sign-in.ts');
    location.assign(await signInAddress(signIn, location.origin, sessionStorage));
  };
  return (
    <Button
      variant="primary"
      loading={isLeaving}
      loadingText="Going to the sign-in …"
      onClick={() => void leave()}
    >
      Sign in
    </Button>
  );
}

function HowToGetIn() {
  return (
    <Box>
      Ask whoever gave you the last link for a new one. The platform makes it with{' '}
      <Box variant="code">npm run partner -- link &lt;licensor&gt;</Box>, and a partner's program with{' '}
      <Box variant="code">POST /portal-sessions</Box>.
    </Box>
  );
}
