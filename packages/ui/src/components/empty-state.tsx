import { Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

/** Nothing is here, why that is so, and what to do about it. */
export function EmptyState(props: { title: string; children?: ReactNode; action?: ReactNode; icon?: ReactNode }) {
  return (
    <Stack align="center" gap="xs" py="xl" px="md" ta="center">
      {props.icon}
      <Title order={2} size="h4">
        {props.title}
      </Title>
      {props.children !== undefined && (
        <Text c="dimmed" maw={460}>
          {props.children}
        </Text>
      )}
      {props.action}
    </Stack>
  );
}
