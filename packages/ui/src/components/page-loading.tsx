import { Skeleton, Stack } from '@mantine/core';

/** Where the first page will be, while its code is on the way. */
export function PageLoading() {
  return (
    <Stack aria-busy="true" aria-label="Loading the page">
      <Skeleton height={34} width="40%" />
      <Skeleton height={320} />
    </Stack>
  );
}
