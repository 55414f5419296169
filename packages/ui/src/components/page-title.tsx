import { Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';

/** The page's one h1; also the document's title. */
export function PageTitle(props: { title: string; lead?: ReactNode; actions?: ReactNode }) {
  useEffect(() => {
    const before = document.title;
    document.title = `${props.title} · ${before.split(' · ').at(-1)}`;
    return () => {
      document.title = before;
    };
  }, [props.title]);
  return (
    <Group justify="space-between" align="flex-end" mb="lg" gap="sm">
      <Stack gap={4}>
        <Title order={1} size="h2">
          {props.title}
        </Title>
        {props.lead !== undefined && <Text c="dimmed">{props.lead}</Text>}
      </Stack>
      {props.actions !== undefined && <Group gap="xs">{props.actions}</Group>}
    </Group>
  );
}
