export interface KafkaPorts {
  port: number;
  controllerPort: number;
}

/** The whole broker configuration: one KRaft node that is broker and controller, on loopback. */
export function kafkaProperties(logDir: string, { port, controllerPort }: KafkaPorts): string {
  return toProperties({
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'log.dirs': logDir,
    'auto.create.topics.enable': 'false',
    'offsets.topic.num.partitions': '4',
    'offsets.topic.replication.factor': '1',
    'transaction.state.log.num.partitions': '4',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'share.coordinator.state.topic.num.partitions': '1',
    'share.coordinator.state.topic.replication.factor': '1',
    'share.coordinator.state.topic.min.isr': '1',
    'group.initial.rebalance.delay.ms': '0',
    // A broker that was killed is let in again only when its old session has run out, by default after 9 s.
    'broker.session.timeout.ms': '3000',
    'broker.heartbeat.interval.ms': '500',
    'group.min.session.timeout.ms': '1000',
    // The default of 128 MB does not fit into the heap this broker gets.
    'log.cleaner.dedupe.buffer.size': '4194304',
    'log.segment.bytes': '67108864',
    'log.index.size.max.bytes': '1048576',
    'num.io.threads': '2',
    'num.network.threads': '2',
    'num.recovery.threads.per.data.dir': '1',
    'background.threads': '2',
    'group.coordinator.threads': '1',
  });
}

function toProperties(settings: Record<string, string>): string {
  return Object.entries(settings)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}
