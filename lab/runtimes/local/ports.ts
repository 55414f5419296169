import { portalNames, portalPorts, serviceTable, storePorts, type PortalName } from '@ticketlab/contracts/services';
import { CliError } from '../../cli/errors.ts';
import { workloadNames, type WorkloadName } from './workloads.ts';

const maxOffset = 65_535 - storePorts.mongo;

/** Browsers and fetch refuse these above 3000 (https://fetch.spec.whatwg.org/#port-blocking). */
const blockedPorts = new Set([
  3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]);

/** Every port of one lab, PORT_OFFSET included. */
export interface LabPorts {
  offset: number;
  service(name: Exclude<WorkloadName, 'portals'>): number;
  portal(name: PortalName): number;
  store(name: keyof typeof storePorts): number;
  /** Kafka talks to itself here. */
  kafkaController: number;
}

export function labPorts(offset: number): LabPorts {
  return {
    offset,
    service: (name) => serviceTable[name].port + offset,
    portal: (name) => portalPorts[name] + offset,
    store: (name) => storePorts[name] + offset,
    kafkaController: storePorts.kafka + 1 + offset,
  };
}

/** PORT_OFFSET of the environment; undefined when it is not set. */
export function parsePortOffset(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  const offset = Number(text);
  if (!Number.isInteger(offset) || offset < 0 || offset > maxOffset) {
    throw new CliError(`PORT_OFFSET is ${text}; it must be a whole number from 0 to ${maxOffset}.`, 2);
  }
  const blocked = findBlockedPort(offset);
  if (blocked !== undefined) {
    throw new CliError(`PORT_OFFSET is ${text}; that leads to port ${blocked}, which browsers refuse. Try 1000.`, 2);
  }
  return offset;
}

/** The first port of such a lab that browsers and fetch refuse to visit. */
export function findBlockedPort(offset: number): number | undefined {
  return servicePorts(labPorts(offset))
    .map(([, port]) => port)
    .find((port) => blockedPorts.has(port));
}

/** The ports of services and portals by what listens there. */
export function servicePorts(ports: LabPorts): [name: string, port: number][] {
  const services = workloadNames.filter((name) => name !== 'portals');
  return [
    ...services.map((name): [string, number] => [name, ports.service(name)]),
    ...portalNames.map((name): [string, number] => [name, ports.portal(name)]),
  ];
}
