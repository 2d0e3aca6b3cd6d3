import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';

type Props = {
  title: string;
  description?: ReactNode;
  actions?: ReactNode;
  /** Each with a key: Cloudscape sets the space between them */
  children: ReactNode[];
};

/** The heading of a screen, and its parts below each other. */
export function Screen({ title, description, actions, children }: Props) {
  return (
    <ContentLayout
      header={
        <Header variant="h1" description={description} actions={actions}>
          {title}
        </Header>
      }
    >
      <SpaceBetween size="l">{children}</SpaceBetween>
    </ContentLayout>
  );
}
