import { readFile } from 'node:fs/promises';
import { stringify } from 'yaml';
import { parseScenario, ScenarioError } from './parse-scenario.ts';
import { type Scenario, type ScenarioInput, scenarioSchema } from './scenario.ts';
import { type LoadWish, scaleScenario } from './scenario-shape.ts';
import { browse } from './scenarios/browse.ts';
import { cpu } from './scenarios/cpu.ts';
import { errors } from './scenarios/errors.ts';
import { flashSale } from './scenarios/flash-sale.ts';
import { memory } from './scenarios/memory.ts';
import { purchase } from './scenarios/purchase.ts';
import { smoke } from './scenarios/smoke.ts';
import { soak } from './scenarios/soak.ts';
import { sockets } from './scenarios/sockets.ts';
import { spike } from './scenarios/spike.ts';
import { stress } from './scenarios/stress.ts';

const all = [smoke, browse, purchase, flashSale, spike, stress, soak, cpu, memory, errors, sockets];
const known = new Map<string, ScenarioInput>(all.map((scenario) => [scenario.name, scenario]));

/** Those that come with the lab, by name. */
export const scenarioNames: readonly string[] = [...known.keys()];

/** @throws ScenarioError naming the scenarios there are */
export function findScenario(name: string): Scenario {
  return scenarioSchema.parse(inputOf(name));
}

/** As a file to begin one's own from, at the wished rate and length. @throws ScenarioError naming the scenarios there are */
export function toScenarioFile(name: string, wish: LoadWish = {}): string {
  const isAsItIs = Object.keys(wish).length === 0;
  return stringify(isAsItIs ? inputOf(name) : scaleScenario(findScenario(name), wish), { lineWidth: 0 });
}

/** Reads one's own, YAML or JSON. @throws ScenarioError with what is wrong, line by line */
export async function readScenarioFile(path: string): Promise<Scenario> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new ScenarioError(`${path} cannot be read: ${(error as Error).message}`);
  });
  return parseScenario(text, path);
}

function inputOf(name: string): ScenarioInput {
  const found = known.get(name);
  if (found !== undefined) return found;
  throw new ScenarioError(`there is no scenario "${name}"; choose one of: ${scenarioNames.join(', ')}`);
}
