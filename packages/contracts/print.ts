import { z } from 'zod';
import { allEvents, eventDefinition } from './src/events/all-events.ts';

/** `npm start -w @ticketlab/contracts [-- TYPE]`: every event type and its topic, or the JSON Schema of one. */
const [type] = process.argv.slice(2);
const definition = type === undefined ? undefined : eventDefinition(type);
if (type === undefined) {
  for (const { topic, type: name } of allEvents) console.log(`${topic.padEnd(20)} ${name}`);
} else if (definition === undefined) {
  console.error(`There is no event type ${type}.`);
  process.exitCode = 64;
} else {
  console.log(JSON.stringify(z.toJSONSchema(definition.schema, { io: 'input' }), null, 2));
}
