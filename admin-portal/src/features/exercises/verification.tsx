import { Alert, Group, List, Text, ThemeIcon } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import type { verificationSchema } from '@ticketlab/contracts/http/exercises';
import type { z } from 'zod';

/** Every check with what was seen, and why it is not met. */
export function Verification({ verification }: { verification: z.output<typeof verificationSchema> }) {
  const { solved, findings, points, gaveUp } = verification;
  return (
    <Alert
      role="status"
      color={solved ? 'green' : 'yellow'}
      title={solved ? `Solved: ${points} of 100 points` : gaveUp === null ? 'Not repaired yet' : 'Given up'}
    >
      <List listStyleType="none" spacing="xs">
        {findings.map((finding) => (
          <List.Item key={finding.why}>
            <Group gap="xs" wrap="nowrap" align="flex-start">
              <ThemeIcon size="sm" radius="xl" color={finding.met ? 'green.8' : 'red.8'}>
                {finding.met ? <IconCheck size={14} aria-label="met" /> : <IconX size={14} aria-label="not met" />}
              </ThemeIcon>
              <div>
                <Text size="sm">{finding.why}</Text>
                <Text size="sm">Seen: {finding.seen}</Text>
              </div>
            </Group>
          </List.Item>
        ))}
      </List>
      {gaveUp !== null && <Text size="sm">{gaveUp}</Text>}
    </Alert>
  );
}
