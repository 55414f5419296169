import { Alert, Button, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { userExportSchema } from '@ticketlab/contracts/http/users';
import { AccountSection } from '@ticketlab/ui/account/account-section.tsx';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import type { z } from 'zod';

type UserExport = z.output<typeof userExportSchema>;

export function DataSection() {
  const api = useApi();
  const download = useMutation({
    mutationFn: async () => {
      const data = await api.get<UserExport>('/api/users/me/export');
      saveAs('ticketlab-personal-data.json', JSON.stringify(data, null, 2));
      return data;
    },
  });
  const missing = download.data?.incomplete ?? [];
  return (
    <AccountSection title="Your data" lead="Everything that is kept about you, from every service, as one JSON file.">
      {download.error !== null && <ErrorState error={download.error} />}
      {missing.length > 0 && (
        <Alert color="yellow" title="The file is not complete">
          {missing.join(', ')} did not answer. Download it again later to have everything.
        </Alert>
      )}
      <Button
        variant="default"
        leftSection={<IconDownload size={16} aria-hidden />}
        loading={download.isPending}
        onClick={() => download.mutate()}
        style={{ alignSelf: 'flex-start' }}
      >
        Download my data
      </Button>
      <Text size="sm" role="status">
        {download.isSuccess && missing.length === 0 ? 'Downloaded, and complete.' : ''}
      </Text>
    </AccountSection>
  );
}

function saveAs(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
