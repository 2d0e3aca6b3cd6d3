import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';

export type PageSteps = {
  /** Absent on the last page */
  onNext: (() => void) | undefined;
  /** Absent on the first page */
  onPrevious: (() => void) | undefined;
};

/** @returns the footer of a table with further pages; undefined if there is one page only */
export const pagesFooter = (steps: PageSteps) =>
  steps.onNext || steps.onPrevious ? <Pages {...steps} /> : undefined;

/** Steps through pages whose number is not known. */
function Pages({ onNext, onPrevious }: PageSteps) {
  return (
    <SpaceBetween direction="horizontal" size="xs">
      {[
        <Button key="previous" iconName="angle-left" disabled={!onPrevious} onClick={() => onPrevious?.()}>
          Previous page
        </Button>,
        <Button
          key="next"
          iconName="angle-right"
          iconAlign="right"
          disabled={!onNext}
          onClick={() => onNext?.()}
        >
          Next page
        </Button>,
      ]}
    </SpaceBetween>
  );
}
