import { Grid, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';

/** One matter of the account: what it is at the side, what can be done beside it. */
export function AccountSection(props: { title: string; lead: string; children: ReactNode }) {
  const id = useId();
  return (
    <Grid component="section" aria-labelledby={id} gap="lg" py="xl" className="account-section">
      <Grid.Col span={{ base: 12, sm: 4 }}>
        <Title order={2} size="h4" id={id}>
          {props.title}
        </Title>
        <Text size="sm" c="dimmed" mt={4}>
          {props.lead}
        </Text>
      </Grid.Col>
      <Grid.Col span={{ base: 12, sm: 8 }}>
        <Stack maw={480} align="stretch">
          {props.children}
        </Stack>
      </Grid.Col>
    </Grid>
  );
}
