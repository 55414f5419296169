import { Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';

/** The page's one h1; also the document's title. `dense`: where the page below needs the room. */
export function PageTitle(props: { title: string; lead?: ReactNode; actions?: ReactNode; dense?: boolean }) {
  const { dense = false } = props;
  useEffect(() => {
    const before = document.title;
    document.title = `${props.title} · ${before.split(' · ').at(-1)}`;
    return () => {
      document.title = before;
    };
  }, [props.title]);
  return (
    <Group justify="space-between" align="flex-end" mb={dense ? 'xs' : 'lg'} gap={dense ? 'xs' : 'sm'}>
      <Stack gap={dense ? 0 : 4}>
        <Title order={1} size={dense ? 'h4' : 'h2'}>
          {props.title}
        </Title>
        {props.lead !== undefined && (
          <Text c="dimmed" {...(dense && { size: 'sm' })}>
            {props.lead}
          </Text>
        )}
      </Stack>
      {props.actions !== undefined && <Group gap="xs">{props.actions}</Group>}
    </Group>
  );
}
