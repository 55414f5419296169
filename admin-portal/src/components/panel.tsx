import { Group, Paper, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

/** A part of a page under a heading of its own. */
export function Panel(props: { title: string; actions?: ReactNode; lead?: ReactNode; children: ReactNode }) {
  return (
    <Paper component="section" withBorder p={{ base: 'sm', sm: 'md' }} aria-label={props.title}>
      <Group justify="space-between" mb="sm" gap="xs" align="center">
        <div>
          <Title order={2} size="h4">
            {props.title}
          </Title>
          {props.lead !== undefined && (
            <Text size="sm" c="dimmed">
              {props.lead}
            </Text>
          )}
        </div>
        {props.actions}
      </Group>
      {props.children}
    </Paper>
  );
}
