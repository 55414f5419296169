import { Box } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './scroll-region.module.css';

/** What may be wider than the window scrolls by itself, by keyboard too. */
export function ScrollRegion({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Box className={classes.region} role="region" aria-label={label} tabIndex={0}>
      {children}
    </Box>
  );
}
