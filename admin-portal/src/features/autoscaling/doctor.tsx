import { Badge, Code, CopyButton, Button, Group, List, Paper, Skeleton, Stack, Text, Title } from '@mantine/core';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { useDoctor } from './use-autoscaler.ts';

const marks = {
  broken: { color: 'red', word: 'broken' },
  held: { color: 'yellow', word: 'held back' },
  note: { color: 'gray', word: 'note' },
};

/** Why it did or did not scale, in words, with the command that would change it. */
export function Doctor({ service }: { service: string }) {
  const { data, error, isPending, refetch } = useDoctor(service);
  return (
    <section aria-labelledby="doctor">
      <Title order={2} size="h4" mb="sm" id="doctor">
        The doctor on {service}
      </Title>
      {error !== null && <ErrorState error={error} onRetry={refetch} />}
      {isPending && <Skeleton height={240} />}
      {data !== undefined && (
        <Paper withBorder p="md">
          <Stack gap="sm">
            <Text fw={650}>{data.summary}</Text>
            {data.arithmetic.map((line) => (
              <Code key={line} block style={{ whiteSpace: 'pre-wrap' }}>
                {line}
              </Code>
            ))}
            <List listStyleType="none" spacing="sm" center={false}>
              {data.findings.map((finding) => (
                <List.Item key={finding.code}>
                  <Group gap="xs" wrap="nowrap" align="flex-start">
                    <Badge variant="light" color={marks[finding.severity].color} c="var(--mantine-color-text)" miw={84}>
                      {marks[finding.severity].word}
                    </Badge>
                    <Text size="sm">{finding.text}</Text>
                  </Group>
                  {finding.fix !== null && <Fix command={finding.fix} />}
                </List.Item>
              ))}
            </List>
            <Text size="sm">{data.next}</Text>
          </Stack>
        </Paper>
      )}
    </section>
  );
}

function Fix({ command }: { command: string }) {
  return (
    <Group gap="xs" mt={6}>
      <Code>{command}</Code>
      <CopyButton value={command}>
        {({ copied, copy }) => (
          <Button size="compact-xs" variant="default" onClick={copy}>
            {copied ? 'Copied' : 'Copy'}
          </Button>
        )}
      </CopyButton>
    </Group>
  );
}
