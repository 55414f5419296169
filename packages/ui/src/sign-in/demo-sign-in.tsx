import { Button, Divider, Stack } from '@mantine/core';
import { IconFlask } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { demoAccountsSchema } from '@ticketlab/contracts/http/demo';
import type { Role } from '@ticketlab/contracts/primitives';
import type { z } from 'zod';
import { useApi } from '../auth/session-context.tsx';
import { useLabMode } from '../lab/use-lab-mode.ts';

type DemoAccounts = z.output<typeof demoAccountsSchema>;

/** In a lab: one click for who only wants to look around. Elsewhere nothing. */
export function DemoSignIn(props: {
  role: Role;
  busy: boolean;
  onSignIn: (credentials: { email: string; password: string }) => void;
}) {
  const api = useApi();
  const lab = useLabMode();
  const { data } = useQuery({
    queryKey: ['lab', 'demo-accounts'],
    queryFn: ({ signal }) => api.get<DemoAccounts>('/api/lab/demo-accounts', undefined, signal),
    enabled: lab != null,
    staleTime: Infinity,
  });
  const account = data?.items.find(({ role }) => role === props.role);
  if (account === undefined) return null;
  return (
    <Stack gap="sm">
      <Divider label="in this lab" />
      <Button
        variant="default"
        leftSection={<IconFlask size={16} aria-hidden />}
        disabled={props.busy}
        onClick={() => props.onSignIn({ email: account.email, password: account.password })}
      >
        Sign in as {account.displayName}
      </Button>
    </Stack>
  );
}
