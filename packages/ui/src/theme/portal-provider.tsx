import { MantineProvider, type MantineThemeOverride, localStorageColorSchemeManager } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { styleNonce } from './style-nonce.ts';
import { readableColors } from './theme.ts';

const colorSchemes = localStorageColorSchemeManager({ key: 'ticketlab-color-scheme' });

/** Theme, toasts and queries: what every page of a portal stands in. */
export function PortalProvider(props: { theme: MantineThemeOverride; queryClient: QueryClient; children: ReactNode }) {
  return (
    <MantineProvider
      theme={props.theme}
      cssVariablesResolver={readableColors}
      defaultColorScheme="auto"
      colorSchemeManager={colorSchemes}
      getStyleNonce={styleNonce}
    >
      <QueryClientProvider client={props.queryClient}>
        <Notifications position="top-right" limit={4} containerWidth={360} />
        {props.children}
      </QueryClientProvider>
    </MantineProvider>
  );
}
