import { Alert, Badge, Button, Code, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconFlask, IconPlugConnectedX } from '@tabler/icons-react';
import { useEffect, useEffectEvent, useState } from 'react';
import { toApiError } from '../api/api-error.ts';
import { nextTryMs } from '../api/query-client.ts';
import { formatCountdown } from '../format/format.ts';
import { useNow } from './use-now.ts';

/**
 * What went wrong, what will happen next, and what to quote. With `onRetry` a temporary failure counts down to the next
 * try by itself.
 */
export function ErrorState({ error, onRetry, title }: { error: unknown; onRetry?: () => unknown; title?: string }) {
  const problem = toApiError(error);
  const Icon =
    problem.labFault !== undefined ? IconFlask : problem.isTemporary ? IconPlugConnectedX : IconAlertTriangle;
  return (
    <Alert
      role="alert"
      color={problem.isTemporary ? 'yellow' : 'red'}
      variant="light"
      icon={<Icon aria-hidden />}
      title={title ?? problem.message}
    >
      <Stack gap="xs" align="flex-start">
        {title !== undefined && <Text size="sm">{problem.message}.</Text>}
        {problem.detail !== undefined && <Text size="sm">{problem.detail}</Text>}
        {problem.labFault !== undefined && <LabFaultBadge />}
        {onRetry !== undefined && <Retry key={problem.requestId} afterMs={nextTryMs(problem)} onRetry={onRetry} />}
        {problem.requestId !== undefined && (
          <Text size="xs" c="var(--mantine-color-text)">
            Request id to quote: <Code>{problem.requestId}</Code>
          </Text>
        )}
      </Stack>
    </Alert>
  );
}

/** Marks what the lab broke on purpose, so that nobody looks for a bug there. */
export function LabFaultBadge() {
  return (
    <Badge color="grape.8" variant="filled" leftSection={<IconFlask size={12} aria-hidden />}>
      Lab fault: injected on purpose
    </Badge>
  );
}

function Retry({ afterMs, onRetry }: { afterMs: number | undefined; onRetry: () => unknown }) {
  const [until] = useState(() => (afterMs === undefined ? undefined : Date.now() + afterMs));
  const [tried, setTried] = useState(false);
  const now = useNow(250, until !== undefined && !tried);
  const left = until === undefined ? undefined : until - now;
  const due = left !== undefined && left <= 0;
  const retry = useEffectEvent(() => {
    setTried(true);
    onRetry();
  });
  useEffect(() => {
    if (due && !tried) retry();
  }, [due, tried]);
  return (
    <Group gap="sm">
      <Button size="compact-sm" variant="default" onClick={() => onRetry()}>
        Try again
      </Button>
      {left !== undefined && (
        <Text size="sm" className="tabular" aria-live="off">
          {left > 0 ? `Trying again by itself in ${formatCountdown(left)}` : 'Trying again …'}
        </Text>
      )}
    </Group>
  );
}
