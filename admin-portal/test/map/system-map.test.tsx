import { describe, expect, it } from '@jest/globals';
import { MantineProvider } from '@mantine/core';
import type {} from '@testing-library/jest-dom/jest-globals';
import { render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { SystemMap } from '../../src/components/system-map/system-map.tsx';
import { type SystemView, toSystemView } from '../../src/components/system-map/system-view.ts';
import { aPoint, aTopology } from './a-topology.ts';

const kinds = new Set(['http', 'data', 'publishes', 'consumes'] as const);

function show(view: SystemView) {
  const opened: string[] = [];
  const open = (id: string): void => void opened.push(id);
  const map = (shown: SystemView) => (
    <MantineProvider env="test">
      <SystemMap view={shown} height={600} selected={undefined} kinds={kinds} interactive onOpen={open} />
    </MantineProvider>
  );
  const { rerender } = render(map(view));
  return { opened, renew: (next: SystemView) => rerender(map(next)) };
}

describe('the map', () => {
  it('has a button for every part, which says how it does', () => {
    show(toSystemView(aTopology(50), aPoint({ 'order-service': { ready: 48, desired: 50 } })));
    expect(screen.getByRole('button', { name: /order-service.*48 of 50 ready/ })).toBeInTheDocument();
    expect(screen.getAllByRole('img', { name: /instances ready/ })).toHaveLength(8);
    expect(screen.getByRole('button', { name: /order-events/ })).toBeInTheDocument();
  });

  it('opens a part by keyboard', async () => {
    const { opened } = show(toSystemView(aTopology(), aPoint()));
    screen.getByRole('button', { name: /payment-service/ }).focus();
    await userEvent.keyboard('{Enter}');
    expect(opened).toEqual(['payment-service']);
  });

  it('follows the system', () => {
    const { renew } = show(toSystemView(aTopology(), aPoint()));
    renew(toSystemView(aTopology(), aPoint({ 'chat-service': { breaker: 'open' } })));
    expect(screen.getByRole('button', { name: /chat-service.*breaker open/ })).toBeInTheDocument();
  });
});
