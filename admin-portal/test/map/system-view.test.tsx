import { describe, expect, it } from '@jest/globals';
import { layOut } from '../../src/components/system-map/layered-layout.ts';
import { keepUnchanged, type SystemView, toSystemView } from '../../src/components/system-map/system-view.ts';
import { aPoint, aTopology } from './a-topology.ts';

const nodeOf = (view: SystemView, id: string) => view.nodes.find((node) => node.id === id);
const edgeOf = (view: SystemView, id: string) => view.edges.find((edge) => edge.id === id);

describe('the system as a map sees it', () => {
  it('is healthy when everything is ready', () => {
    const view = toSystemView(aTopology(), aPoint());
    expect(new Set(view.nodes.map(({ health }) => health))).toEqual(new Set(['ok']));
  });

  it('shows an open breaker on the service and on the way from the gateway, in words too', () => {
    const view = toSystemView(aTopology(), aPoint({ 'order-service': { breaker: 'open' } }));
    expect(nodeOf(view, 'order-service')).toMatchObject({ health: 'down', status: 'breaker open' });
    expect(edgeOf(view, 'api-gateway http order-service')).toMatchObject({ health: 'down', label: 'breaker open' });
    expect(edgeOf(view, 'api-gateway http user-service')).toMatchObject({ health: 'ok', label: '' });
  });

  it('shows missing instances, errors and nobody left', () => {
    const view = toSystemView(
      aTopology(),
      aPoint({
        'user-service': { ready: 1, desired: 3 },
        'chat-service': { errorPercent: 42 },
        'ticket-service': { ready: 0, desired: 1 },
      }),
    );
    expect(nodeOf(view, 'user-service')).toMatchObject({ health: 'degraded', status: '1 of 3 ready' });
    expect(nodeOf(view, 'chat-service')).toMatchObject({ health: 'degraded', status: '42 % errors' });
    expect(nodeOf(view, 'ticket-service')).toMatchObject({ health: 'down', status: 'no instance ready' });
    expect(edgeOf(view, 'order-service http ticket-service')).toMatchObject({ health: 'down', label: 'down' });
  });

  it('shows messages that wait', () => {
    const topology = aTopology();
    const edges = topology.edges.map((edge) =>
      edge.kind === 'consumes' ? { ...edge, lag: 1_234, perSecond: 3 } : edge,
    );
    const view = toSystemView({ ...topology, edges }, aPoint());
    expect(edgeOf(view, 'ticket-service consumes order-events')).toMatchObject({
      health: 'degraded',
      label: '3/s, lag 1.2K',
    });
  });

  it('keeps what did not change, object for object', () => {
    const before = toSystemView(aTopology(50), aPoint());
    const same = keepUnchanged(before, toSystemView(aTopology(50), aPoint()));
    expect(same.nodes).toBe(before.nodes);
    expect(same.edges).toBe(before.edges);
    const changed = keepUnchanged(before, toSystemView(aTopology(50), aPoint({ 'order-service': { ready: 0 } })));
    const redrawn = changed.nodes.filter((node) => !before.nodes.includes(node)).map(({ id }) => id);
    expect(redrawn).toEqual(['order-service']);
  });
});

describe('the layout', () => {
  const { nodes, edges } = toSystemView(aTopology());

  it('is the same for the same system', () => {
    expect([...layOut(nodes, edges)]).toEqual([...layOut([...nodes], [...edges])]);
  });

  it('puts each kind into its layer, and nothing onto another', () => {
    const places = layOut(nodes, edges);
    const x = (id: string) => places.get(id)?.x ?? NaN;
    expect(x('api-gateway')).toBeLessThan(x('order-service'));
    expect(x('order-service')).toBeLessThan(x('order-events'));
    expect(x('order-events')).toBeLessThan(x('postgres'));
    const spots = [...places.values()].map(({ x, y }) => `${x} ${y}`);
    expect(new Set(spots).size).toBe(nodes.length);
  });
});
