import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type CreatedTarget, createTarget, type TargetRequest } from '../../api/targets.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { ErrorAlert } from '../../parts/error-alert.tsx';
import { Screen } from '../../parts/screen.tsx';
import { useLicensorApi } from '../../session/session-context.tsx';
import { CreatedSteps } from './created-steps.tsx';
import { Proof } from './proof.tsx';
import { TargetFields } from './target-fields.tsx';
import {
  emptyTarget,
  isRoleType,
  leavesSecret,
  proofSteps,
  requestOf,
  type TargetErrors,
} from './target-form-state.ts';

/** Adds a target, subscribes it and tests it, on one page. */
export function AddTarget() {
  const [created, setCreated] = useState<Added>();
  return (
    <Screen
      title="Add a target"
      description="Where your notifications go, what you want to hear about, and a test: three steps."
    >
      {created
        ? [<CreatedSteps key={created.target.targetId} {...created} onAgain={() => setCreated(undefined)} />]
        : [<TargetForm key="form" onCreated={setCreated} />]}
    </Screen>
  );
}

type Added = { target: CreatedTarget; isSecretLost: boolean };

function TargetForm({ onCreated }: { onCreated: (added: Added) => void }) {
  const api = useLicensorApi();
  const queryClient = useQueryClient();
  const [form, setForm] = useState(emptyTarget);
  // The same form has the same key: if an answer is lost, a second try gives the same target.
  const [key, setKey] = useState(() => crypto.randomUUID());
  const [errors, setErrors] = useState<TargetErrors>({});
  const change = (changed: typeof form) => {
    setForm(changed);
    setKey(crypto.randomUUID());
  };
  const create = useMutation({
    mutationFn: (request: TargetRequest) => createTarget(api, request, key),
    onSuccess: async target => {
      const isSecretLost = target.hmacSecret === undefined && leavesSecret(form);
      onCreated({ target, isSecretLost });
      await queryClient.invalidateQueries({ queryKey: [api.licensor, 'targets'] });
    },
  });
  const submit = () => {
    const { request, errors: found } = requestOf(form);
    setErrors(found ?? {});
    if (request) create.mutate(request);
  };
  const steps = create.error ? proofSteps(form.type, create.error.message) : [];
  return (
    <Container header={<Header variant="h2">1. Where to</Header>}>
      <SpaceBetween size="m">
        {[
          <TargetFields key="fields" form={form} errors={errors} onChange={change} />,
          ...(create.error
            ? [<ErrorAlert key="error" title="The target was not added" error={create.error} />]
            : []),
          ...(steps.length > 0 ? [<Proof key="proof" steps={steps} />] : []),
          <ActButton
            key="submit"
            needs="manage"
            variant="primary"
            loading={create.isPending}
            loadingText={isRoleType(form.type) ? 'Proving the role: up to 15 s …' : 'Adding the target …'}
            onClick={submit}
          >
            Add the target
          </ActButton>,
        ]}
      </SpaceBetween>
    </Container>
  );
}
