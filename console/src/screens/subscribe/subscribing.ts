// The state of a form that subscribes a target.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createSubscription, type SubscriptionRequest } from '../../api/subscriptions.ts';
import type { Topic } from '../../format/event-type-texts.ts';
import { useLicensorApi } from '../../session/session-context.tsx';
import { formFor, requestOf, type SubscriptionErrors } from './subscription-form-state.ts';

/**
 * @param topic and `eventTypes`: what is chosen at first
 * @param onDone is called when the target is subscribed
 */
export function useSubscribing(
  targetId: string | undefined,
  topic: Topic | undefined,
  eventTypes: readonly string[] | undefined,
  onDone?: () => void,
) {
  const api = useLicensorApi();
  const queryClient = useQueryClient();
  const [form, setForm] = useState(() => formFor(topic, eventTypes));
  // The same form has the same key: if an answer is lost, a second try gives the same subscription.
  const [key, setKey] = useState(() => crypto.randomUUID());
  const [errors, setErrors] = useState<SubscriptionErrors>({});
  const create = useMutation({
    mutationFn: (request: SubscriptionRequest) => createSubscription(api, request, key),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: [api.licensor, 'subscriptions'] });
      onDone?.();
    },
  });
  const submit = () => {
    const { request, errors: found } = requestOf(form, targetId);
    setErrors(found ?? {});
    if (request) create.mutate(request);
  };
  const change = (changed: typeof form) => {
    setForm(changed);
    setKey(crypto.randomUUID());
  };
  return { form, change, errors, create, submit };
}
