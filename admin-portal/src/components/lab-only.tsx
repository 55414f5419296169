import { Skeleton } from '@mantine/core';
import { EmptyState } from '@ticketlab/ui/components/empty-state.tsx';
import { PageTitle } from '@ticketlab/ui/components/page-title.tsx';
import { useLabMode } from '@ticketlab/ui/lab/use-lab-mode.ts';
import type { ReactNode } from 'react';

/** A page that lives on what the lab's controller knows; where there is none, it says so. */
export function LabOnly({ title, children }: { title: string; children: ReactNode }) {
  const lab = useLabMode();
  if (lab != null) return children;
  return (
    <>
      <PageTitle title={title} />
      {lab === undefined ? (
        <Skeleton height={320} />
      ) : (
        <EmptyState title="There is no lab here">
          This page shows what the lab’s controller knows, and the lab is switched off in this system.
        </EmptyState>
      )}
    </>
  );
}
