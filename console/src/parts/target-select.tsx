import FormField from '@cloudscape-design/components/form-field';
import Select, { type SelectProps } from '@cloudscape-design/components/select';
import { useQuery } from '@tanstack/react-query';
import { allTargets } from '../api/targets.ts';
import { destinationText } from '../format/target-texts.ts';
import { useLicensorApi } from '../session/session-context.tsx';

type Props = {
  targetId: string | undefined;
  onChange: (targetId: string | undefined) => void;
  /** Offers all targets together */
  hasAll?: boolean;
  isDisabled?: boolean;
  errorText?: string | undefined;
};

/** One of the targets. A chosen one that does not exist is shown by its id. */
export function TargetSelect({ targetId, onChange, hasAll = false, isDisabled = false, errorText }: Props) {
  const { data, isPending } = useQuery(allTargets(useLicensorApi()));
  const known: SelectProps.Option[] = (data ?? []).map(target => ({
    value: target.targetId,
    label: destinationText(target),
    description: target.targetId,
  }));
  const isKnown = targetId === undefined || known.some(({ value }) => value === targetId);
  const options = [
    ...(hasAll ? [{ value: '', label: 'All targets' }] : []),
    ...(isKnown ? [] : [{ value: targetId, label: targetId }]),
    ...known,
  ];
  return (
    <FormField label="Target" stretch errorText={errorText}>
      <Select
        options={options}
        selectedOption={options.find(({ value }) => value === (targetId ?? '')) ?? null}
        placeholder="Choose a target"
        filteringType="auto"
        filteringAriaLabel="Find a target"
        disabled={isDisabled}
        statusType={isPending ? 'loading' : 'finished'}
        loadingText="Loading targets …"
        onChange={({ detail }) => onChange(detail.selectedOption.value || undefined)}
      />
    </FormField>
  );
}
