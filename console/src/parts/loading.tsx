import StatusIndicator from '@cloudscape-design/components/status-indicator';

/** @param what is loaded, e.g. "targets" */
export function Loading({ what }: { what: string }) {
  return (
    <div role="status">
      <StatusIndicator type="loading">Loading {what} …</StatusIndicator>
    </div>
  );
}
