import { Skeleton, Stack } from '@mantine/core';
import { PageTitle } from '@ticketlab/ui/components/page-title.tsx';
import { useLabMode } from '@ticketlab/ui/lab/use-lab-mode.ts';
import { LabFigures } from './lab-figures.tsx';
import { SellThrough } from './sell-through.tsx';
import { ServicesHealth } from './services-health.tsx';
import { ShopFigures } from './shop-figures.tsx';

export function Component() {
  const lab = useLabMode();
  return (
    <>
      <PageTitle title="Overview" />
      <Stack>
        <ShopFigures />
        {lab === undefined ? <Skeleton height={460} /> : lab === null ? <ServicesHealth /> : <LabFigures />}
        <SellThrough />
      </Stack>
    </>
  );
}
