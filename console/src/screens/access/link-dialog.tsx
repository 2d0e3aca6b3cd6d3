import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { makeLink } from '../../api/access.ts';
import { capabilityTexts } from '../../format/capability-texts.ts';
import { Countdown } from '../../parts/countdown.tsx';
import { ErrorAlert } from '../../parts/error-alert.tsx';
import { ForeignText } from '../../parts/foreign-text.tsx';
import { useLicensorApi, useSession } from '../../session/session-context.tsx';

const offered = ['replay', 'manage', 'secrets'] as const;
type Offered = (typeof offered)[number];

/** Makes a link by which someone else gets in, with what this session may do at most. */
export function LinkDialog({ onClose }: { onClose: () => void }) {
  const api = useLicensorApi();
  const queryClient = useQueryClient();
  const { capabilities: own } = useSession();
  const [subject, setSubject] = useState('');
  const [chosen, setChosen] = useState<readonly Offered[]>([]);
  const make = useMutation({
    mutationFn: () =>
      makeLink(api, {
        capabilities: ['view', ...chosen],
        ...(subject.trim() && { subject: subject.trim() }),
      }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: [api.licensor, 'portal-sessions'] }),
  });
  return (
    <Modal
      visible
      header="Make a link to the console"
      closeAriaLabel="Close"
      onDismiss={onClose}
      footer={
        <Button
          variant="primary"
          loading={make.isPending}
          loadingText="Making the link …"
          onClick={() => make.mutate()}
        >
          {make.data ? 'Make another link' : 'Make the link'}
        </Button>
      }
    >
      <SpaceBetween size="m">
        {[
          <div key="what">
            Whoever opens the link first is in, without a password. It works once, within 60 seconds.
          </div>,
          <FormField
            key="subject"
            label="For whom"
            description="It is shown in the list, and in the record of changes."
            stretch
          >
            <Input
              value={subject}
              placeholder="a@example.com"
              onChange={({ detail }) => setSubject(detail.value)}
            />
          </FormField>,
          <FormField key="may" label="The session may see everything but secrets, and" stretch>
            {offered.map(one => (
              <Checkbox
                key={one}
                checked={chosen.includes(one)}
                disabled={!own.includes(one)}
                description={own.includes(one) ? undefined : 'Your own session may not.'}
                onChange={({ detail }) =>
                  setChosen(detail.checked ? [...chosen, one] : chosen.filter(other => other !== one))
                }
              >
                {capabilityTexts[one]}
              </Checkbox>
            ))}
          </FormField>,
          ...(make.data
            ? [
                <div key="link">
                  <ForeignText text={make.data.url} name="link" />
                  <Countdown until={make.data.codeExpiresAt} />
                </div>,
              ]
            : []),
          ...(make.error
            ? [<ErrorAlert key="error" title="The link was not made" error={make.error} />]
            : []),
        ]}
      </SpaceBetween>
    </Modal>
  );
}
