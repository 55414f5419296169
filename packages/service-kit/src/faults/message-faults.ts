import { everyTopic } from '@ticketlab/contracts/http/fault-surfaces';
import type { Topic } from '@ticketlab/contracts/topics';
import type { ActiveFault } from './active-fault.ts';
import { inRhythm } from './rhythm.ts';

export interface Position {
  readonly topic: Topic;
  readonly partition: number;
  readonly offset: string;
}

/** What a consumer asks about each record. */
export interface MessageFaults {
  /** False while no record is to be harmed: nothing else needs to be asked. */
  readonly active: boolean;
  /** Resolves when the topic may be read again; undefined when it may be now. */
  pauseOf(topic: Topic): Promise<void> | undefined;
  /** Whether this record cannot be read for now; the same at every try. */
  spoils(position: Position): boolean;
  /** Whether this record is to be handled once more. */
  repeats(topic: Topic): boolean;
}

interface Pause {
  readonly active: ActiveFault;
  readonly over: Promise<void>;
}

/** LAB: holds records back, spoils them or delivers them twice. */
export function createMessageFaults(): MessageFaults & { readonly add: (active: ActiveFault) => void } {
  let faults: readonly ActiveFault[] = [];
  const pauses = new Set<Pause>();
  /** By partition, the offset asked about last. */
  const lastTried = new Map<string, string>();

  const concerned = (kind: ActiveFault['fault']['kind'], topic: Topic) =>
    faults.filter((active) => active.fault.kind === kind && isAbout(active, topic));

  function pauseInRhythm(active: ActiveFault): void {
    inRhythm(active, () => {
      const { promise, resolve }: PromiseWithResolvers<void> = Promise.withResolvers();
      const pause = { active, over: promise };
      pauses.add(pause);
      return () => {
        pauses.delete(pause);
        resolve();
      };
    });
  }

  return {
    get active() {
      return faults.length > 0;
    },
    pauseOf(topic) {
      const found = [...pauses].filter(({ active }) => isAbout(active, topic));
      return found.length === 0 ? undefined : Promise.all(found.map(({ over }) => over)).then(() => undefined);
    },
    spoils({ topic, partition, offset }) {
      const place = `${topic}/${partition}`;
      const isFirstTry = lastTried.get(place) !== offset;
      lastTried.set(place, offset);
      return concerned('poison-message', topic).some((active) => active.hitsKey(`${place}/${offset}`, isFirstTry));
    },
    repeats: (topic) => concerned('duplicate-delivery', topic).some((active) => active.hits()),
    add(active) {
      faults = [...faults, active];
      if (active.fault.kind === 'consumer-pause') pauseInRhythm(active);
      active.signal.addEventListener('abort', () => {
        faults = faults.filter((other) => other !== active);
      });
    },
  };
}

function isAbout(active: ActiveFault, topic: Topic): boolean {
  const wanted = active.text('topic');
  return wanted === everyTopic || wanted === topic;
}
