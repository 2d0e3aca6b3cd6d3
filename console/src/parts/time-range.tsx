import DateRangePicker, { type DateRangePickerProps } from '@cloudscape-design/components/date-range-picker';
import FormField from '@cloudscape-design/components/form-field';

type Props = {
  /** As `timeOf` takes them */
  since: string | undefined;
  until: string | undefined;
  onChange: (range: { since: string | undefined; until: string | undefined }) => void;
  label: string;
  isDisabled?: boolean;
};

const relative: DateRangePickerProps.RelativeOption[] = [
  { key: '-1h', type: 'relative', amount: 1, unit: 'hour' },
  { key: '-6h', type: 'relative', amount: 6, unit: 'hour' },
  { key: '-1d', type: 'relative', amount: 1, unit: 'day' },
  { key: '-7d', type: 'relative', amount: 7, unit: 'day' },
  { key: '-30d', type: 'relative', amount: 30, unit: 'day' },
];
const letters: Readonly<Record<string, string>> = { minute: 'm', hour: 'h', day: 'd' };

/** A range of time: the last hours or days, or from one time to another. */
export function TimeRange({ since, until, onChange, label, isDisabled = false }: Props) {
  return (
    <FormField label={label} stretch>
      <DateRangePicker
        value={chosenRange(since, until)}
        relativeOptions={relative}
        isValidRange={range => ({
          valid: range !== null && isRange(range),
          errorMessage: 'Choose both times',
        })}
        placeholder="The last 30 days"
        disabled={isDisabled}
        customRelativeRangeUnits={['minute', 'hour', 'day']}
        expandToViewport
        onChange={({ detail: { value } }) => {
          if (value === null) onChange({ since: undefined, until: undefined });
          else if (value.type === 'absolute') onChange({ since: value.startDate, until: value.endDate });
          else onChange({ since: `-${value.amount}${letters[value.unit] ?? 'd'}`, until: undefined });
        }}
      />
    </FormField>
  );
}

const isRange = (range: DateRangePickerProps.Value): boolean =>
  range.type === 'relative' || range.startDate < range.endDate;

function chosenRange(
  since: string | undefined,
  until: string | undefined,
): DateRangePickerProps.Value | null {
  if (since === undefined) return null;
  const option = relative.find(({ key }) => key === since);
  if (option) return option;
  if (!since.startsWith('-'))
    return { type: 'absolute', startDate: since, endDate: until ?? new Date().toISOString() };
  const unit = Object.entries(letters).find(([, letter]) => since.endsWith(letter))?.[0];
  return {
    type: 'relative',
    amount: Number.parseInt(since.slice(1), 10),
    unit: unit === 'minute' || unit === 'hour' ? unit : 'day',
  };
}
