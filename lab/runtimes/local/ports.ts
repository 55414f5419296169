import { serviceTable, storePorts } from '@ticketlab/contracts/services';
import { CliError } from '../../cli/errors.ts';
import { workloadNames, type WorkloadName } from './workloads.ts';

const maxOffset = 65_535 - storePorts.mongo;

/** Every port of one lab, PORT_OFFSET included. */
export interface LabPorts {
  offset: number;
  service(name: WorkloadName): number;
  store(name: keyof typeof storePorts): number;
  /** Kafka talks to itself here. */
  kafkaController: number;
}

export function labPorts(offset: number): LabPorts {
  return {
    offset,
    service: (name) => serviceTable[name].port + offset,
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
  return offset;
}

/** The services' ports by what listens there. */
export function servicePorts(ports: LabPorts): [name: string, port: number][] {
  return workloadNames.map((name) => [name, ports.service(name)]);
}
