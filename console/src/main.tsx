import './styles.css';
import 'virtual:theme.css';
import { I18nProvider } from '@cloudscape-design/components/i18n';
import messages from '@cloudscape-design/components/i18n/messages/all.en';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createApi } from './api/client.ts';
import { loadConfig } from './api/config.ts';
import { createQueryClient } from './api/query-client.ts';
import { sessionCalls } from './api/session-calls.ts';
import { App } from './app.tsx';
import { PreferencesProvider } from './format/preferences.tsx';
import { codeIn, signInAnswerIn } from './session/session.ts';
import { ConsoleProvider } from './session/session-context.tsx';
import { SessionStore } from './session/session-store.ts';

// Before anything else: the code must not stay in the address or in the history.
const code = codeIn(location.hash);
const signInAnswer = signInAnswerIn(location.search);
if (signInAnswer) history.replaceState(null, '', location.pathname);
else if (location.hash !== '') history.replaceState(null, '', location.pathname + location.search);

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element "root"');

try {
  const config = await loadConfig();
  const api = createApi(config.apiPath, () => store.token());
  const store: SessionStore = new SessionStore(sessionCalls(api, config.apiPath), sessionStorage);
  const queryClient = createQueryClient(error => store.refused(error));
  // What one session has read is not shown to the next one.
  store.subscribe(() => {
    if (store.state().kind !== 'ACTIVE') queryClient.clear();
  });
  const { signIn } = config;
  if (signIn && signInAnswer) {
    const idToken = async () =>
      (await import('./session/sign-in.ts')).idTokenOf(signIn, signInAnswer, location.origin, sessionStorage);
    void store.signIn(idToken);
  } else {
    void store.start(code);
  }
  createRoot(root).render(
    <StrictMode>
      <I18nProvider locale="en" messages={[messages]}>
        <PreferencesProvider>
          <QueryClientProvider client={queryClient}>
            <ConsoleProvider value={{ config, store, api }}>
              <App />
            </ConsoleProvider>
          </QueryClientProvider>
        </PreferencesProvider>
      </I18nProvider>
    </StrictMode>,
  );
} catch (error) {
  root.textContent = `Herald's console could not start: ${error instanceof Error ? error.message : error}`;
}
