import { Screen } from '../../parts/screen.tsx';
import { AccessKeys } from './access-keys.tsx';
import { Changes } from './changes.tsx';
import { Members } from './members.tsx';
import { Sessions } from './sessions.tsx';

/** Who may do what, and who has changed what. Four calls. */
export function Access() {
  return (
    <Screen title="Access" description="Programs have access keys, people have sessions.">
      {[
        <Sessions key="sessions" />,
        <Members key="members" />,
        <AccessKeys key="keys" />,
        <Changes key="changes" />,
      ]}
    </Screen>
  );
}
