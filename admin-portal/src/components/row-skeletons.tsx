import { Skeleton, Stack } from '@mantine/core';

/** Stands where a list will be. */
export function RowSkeletons({ rows = 8 }: { rows?: number }) {
  return (
    <Stack gap="xs" aria-busy>
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={36} />
      ))}
    </Stack>
  );
}
