import { Group, Text } from '@mantine/core';
import { Link } from 'react-router';

/** The mark (a torn ticket over a beaker's meniscus) and the name. */
export function Brand({ suffix }: { suffix?: string }) {
  return (
    <Group
      component={Link}
      gap={8}
      wrap="nowrap"
      c="inherit"
      td="none"
      renderRoot={(props) => <Link to="/" {...props} />}
    >
      <svg width="30" height="22" viewBox="0 0 30 22" aria-hidden="true" focusable="false">
        <path
          d="M2 0h26a2 2 0 0 1 2 2v5a4 4 0 0 0 0 8v5a2 2 0 0 1-2 2H2a2 2 0 0 1-2-2v-5a4 4 0 0 0 0-8V2a2 2 0 0 1 2-2Z"
          fill="var(--mantine-primary-color-filled)"
        />
        <path d="M9 7h12v2h-1v6a3 3 0 0 1-3 3h-4a3 3 0 0 1-3-3V9H9Z" fill="#fff" />
        <path d="M12 12h6v3a1 1 0 0 1-1 1h-4a1 1 0 0 1-1-1Z" fill="var(--mantine-primary-color-filled)" />
      </svg>
      <Text component="span" fw={760} size="lg" lts="-0.02em">
        Ticketlab
        {suffix !== undefined && (
          <Text component="span" inherit fw={500} c="dimmed">
            {' '}
            {suffix}
          </Text>
        )}
      </Text>
    </Group>
  );
}
