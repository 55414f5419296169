import type { Metrics } from '@ticketlab/service-kit/telemetry/metrics';

export type EventMetrics = ReturnType<typeof createEventMetrics>;

/** What event-service counts beyond what every service does. */
export function createEventMetrics(metrics: Metrics) {
  return {
    cacheReads: metrics.counter(
      'event_cache_reads_total',
      'Reads of an event by id: hit, miss, or fallback to the store because Redis did not answer',
      ['result'] as const,
    ),
    cacheWrites: metrics.counter(
      'event_cache_writes_total',
      'Events written to the cache: stored, outdated (a later version was there), or Redis was away',
      ['result'] as const,
    ),
    storeLoads: metrics.counter('event_store_loads_total', 'Events the cache had to load from MongoDB'),
    feedFailures: metrics.counter('event_feed_failures_total', 'Changes that could not be announced to other replicas'),
    catalogueSize: metrics.gauge('catalogue_events', 'Events in the search index of this replica'),
  };
}
