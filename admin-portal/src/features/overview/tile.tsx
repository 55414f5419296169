import { Paper, Skeleton, Text } from '@mantine/core';
import type { ReactNode } from 'react';

/** One number, what it counts, and where it comes from. Undefined while it is not known. */
export function Tile(props: { label: string; value: ReactNode; note?: ReactNode }) {
  return (
    <Paper withBorder p={{ base: 'sm', sm: 'md' }}>
      <Text size="sm">{props.label}</Text>
      {props.value === undefined ? (
        <Skeleton height={34} mt={4} width="60%" />
      ) : (
        <Text component="div" fz={{ base: 20, sm: 26 }} lh="38px" fw={720} className="tabular" lts="-0.02em">
          {props.value}
        </Text>
      )}
      <Text size="xs" mih="1.4em">
        {props.note}
      </Text>
    </Paper>
  );
}
