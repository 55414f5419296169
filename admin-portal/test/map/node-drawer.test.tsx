import { describe, expect, it } from '@jest/globals';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { json, renderInPortal } from '../../../packages/ui/test/setup/in-portal.tsx';
import { toSystemView } from '../../src/components/system-map/system-view.ts';
import { NodeDrawer } from '../../src/features/map/node-drawer.tsx';
import { aPoint, aTopology } from './a-topology.ts';

const service = 'order-service';
const instance = {
  ...{ id: 'order-service-1', phase: 'ready', port: 1, startedAt: null, readyAt: null, restarts: 2, reason: null },
  ...{ cpuMillicores: 40, memoryBytes: 61_000_000 },
};
const events = [
  { at: '2026-11-21T20:00:00.000Z', subject: 'order-service-1', type: 'crashed', detail: 'exit code 1' },
  { at: '2026-11-21T20:00:00.000Z', subject: 'chat-service-1', type: 'ready', detail: 'not of this one' },
];

function show(canScale: boolean) {
  const wishes: unknown[] = [];
  const { asked } = renderInPortal(
    <NodeDrawer
      view={toSystemView(aTopology(), aPoint())}
      nodeId={service}
      points={[aPoint(), aPoint()]}
      canScale={canScale}
      onClose={() => undefined}
    />,
    {
      'GET /api/lab/instances': () =>
        json({ services: [{ service, desired: 1, memoryLimitBytes: 1, instances: [instance] }] }),
      'GET /api/lab/events': () => json({ items: events }),
      [`PUT /api/lab/services/${service}/scale`]: (body) => {
        wishes.push(body);
        return new Response(null, { status: 202 });
      },
      [`POST /api/lab/services/${service}/restart`]: () => new Response(null, { status: 204 }),
    },
  );
  return { asked, wishes };
}

describe('a service looked at closely', () => {
  it('shows its instances, its figures, what happened to it and whom it talks to', async () => {
    show(true);
    const drawer = await screen.findByRole('dialog', { name: service });
    const row = (await within(drawer).findByText('order-service-1')).closest('tr') ?? drawer;
    expect(row).toHaveTextContent('ready40 m61 MB2');
    expect(await within(drawer).findByText('exit code 1')).toBeInTheDocument();
    expect(within(drawer).queryByText('not of this one')).not.toBeInTheDocument();
    expect(within(drawer).getByText('12 ms')).toBeInTheDocument();
    expect(within(drawer).getByText('Calls ticket-service')).toBeInTheDocument();
  });

  it('is scaled, and restarted after a question', async () => {
    const { asked, wishes } = show(true);
    const drawer = await screen.findByRole('dialog', { name: service });
    fireEvent.change(within(drawer).getByLabelText('Instances'), { target: { value: '3' } });
    fireEvent.click(within(drawer).getByText('Scale'));
    await waitFor(() => expect(wishes).toEqual([{ instances: 3 }]));
    fireEvent.click(within(drawer).getByText('Restart'));
    const question = await screen.findByRole('dialog', { name: `Restart ${service}?` });
    expect(asked).not.toContain(`POST /api/lab/services/${service}/restart`);
    fireEvent.click(within(question).getByText('Restart'));
    await waitFor(() => expect(asked).toContain(`POST /api/lab/services/${service}/restart`));
  });

  it('has nothing to press where nobody can scale', async () => {
    show(false);
    const drawer = await screen.findByRole('dialog', { name: service });
    expect(within(drawer).queryByText('Scale')).not.toBeInTheDocument();
  });
});
