import { expect, it } from '@jest/globals';
import { flowsBetween } from '../../monitor/flows.ts';
import { parsePrometheusText } from '../../monitor/prometheus-text.ts';

const scrape = (texts: Record<string, string[]>) =>
  new Map(Object.entries(texts).map(([service, lines]) => [service, parsePrometheusText(lines.join('\n'))]));

const gateway = (orders: number, lab: number, own: number) => [
  `http_request_duration_seconds_count{method="GET",route="/api/orders/*",status="200",instance="g1"} ${orders}`,
  `http_request_duration_seconds_count{method="GET",route="/api/orders/challenge/*",status="200",instance="g1"} 4`,
  `http_request_duration_seconds_count{method="GET",route="/api/audit/*",status="200",instance="g1"} ${own}`,
  `http_request_duration_seconds_count{method="GET",route="/api/lab/*",status="200",instance="g1"} ${lab}`,
  `http_request_duration_seconds_count{method="GET",route="/healthz",status="200",instance="g1"} ${own}`,
];
const consumer = (count: number, lag: number, instance = 'i1') => [
  `messages_consumed_total{topic="order-events",result="ok",instance="${instance}"} ${count}`,
  `kafka_consumer_lag{topic="order-events",group="ticket-service"} ${lag}`,
];

it('tells how many requests a second the gateway passed on to whom, and services made of each other', () => {
  const calls = (count: number) => [`service_calls_total{target="ticket-service",instance="o1"} ${count}`];
  const { calls: found } = flowsBetween(
    scrape({ 'api-gateway': gateway(10, 0, 0), 'order-service': calls(0) }),
    scrape({ 'api-gateway': gateway(30, 5, 100), 'order-service': calls(8) }),
    2,
  );
  expect(found).toEqual([
    { from: 'api-gateway', to: 'order-service', perSecond: 10 },
    { from: 'api-gateway', to: 'notification-service', perSecond: 50 },
    { from: 'api-gateway', to: 'lab-controller', perSecond: 2.5 },
    { from: 'order-service', to: 'ticket-service', perSecond: 4 },
  ]);
});

it('takes what begins to wait for what was published while a consumer is paused', () => {
  const { consumed, topics } = flowsBetween(
    scrape({ 'ticket-service': consumer(100, 0) }),
    scrape({ 'ticket-service': consumer(100, 50) }),
    5,
  );
  expect(consumed).toEqual([{ service: 'ticket-service', topic: 'order-events', perSecond: 0 }]);
  expect(topics).toEqual([{ topic: 'order-events', perSecond: 10 }]);
});

it('counts a restarted instance from zero, and never less than nothing', () => {
  const before = scrape({ 'ticket-service': consumer(500, 40) });
  const restarted = flowsBetween(before, scrape({ 'ticket-service': consumer(20, 40) }), 2);
  expect(restarted.consumed).toMatchObject([{ perSecond: 10 }]);
  const drained = flowsBetween(before, scrape({ 'ticket-service': consumer(510, 0) }), 2);
  expect(drained.topics).toEqual([{ topic: 'order-events', perSecond: 0 }]);
});

it('says nothing of an instance that did not answer before, whose count may be that of hours', () => {
  const found = flowsBetween(scrape({ 'ticket-service': [] }), scrape({ 'ticket-service': consumer(9_000, 70) }), 2);
  expect(found).toEqual({ calls: [], consumed: [], topics: [] });
  const two = [...consumer(500, 0), ...consumer(9_000, 0, 'i2')];
  const other = flowsBetween(scrape({ 'ticket-service': consumer(490, 0) }), scrape({ 'ticket-service': two }), 2);
  expect(other.consumed).toMatchObject([{ perSecond: 5 }]);
});
