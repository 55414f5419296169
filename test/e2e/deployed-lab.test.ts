import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { describeAutoscaling } from './autoscaling-tests.ts';
import { describeContract } from './contract-tests.ts';
import { describeHabits } from './habits-tests.ts';
import { describeCounterpart } from './counterpart-tests.ts';
import { describeLabController } from './lab-controller-tests.ts';
import { describeK6 } from './k6-tests.ts';
import { describeLoad } from './load-tests.ts';
import { createLabUnderTest, type LabUnderTest } from './lab-under-test.ts';
import { describeOperating } from './operating-tests.ts';
import { describeBalance, describeOutage, forgetToPay } from './outage-tests.ts';
import { challengeLimit, describePersonalData } from './personal-data-tests.ts';
import { describePurchases } from './purchase-tests.ts';
import { describeRefunds } from './refund-tests.ts';
import { describeSurvival } from './survival-tests.ts';
import { createWorld, type World } from './world.ts';

/** One lab for all of it: deploying costs most of the time. A file of its own, so that it runs beside the others. */
describe('a deployed lab', () => {
  let lab: LabUnderTest;
  let world: World;
  let expiry: () => Promise<void>;

  beforeAll(async () => {
    lab = await createLabUnderTest({
      CHECK_RESPONSES: 'on',
      BCRYPT_COST: '4',
      // instances are counted here
      AUTOSCALER: 'off',
      // longer than Kafka is away, or nobody could tell an expired order from a lost one
      RESERVATION_TTL_MS: '75000',
      RECONCILE_EVERY_MS: '5000',
      RECONCILE_GRACE_MS: '5000',
      PROVIDER_TIMEOUT_MS: '1000',
      PROVIDER_SLOW_MS: '1500',
      WORK_DUE_MS: '1000',
      REFRESH_GRACE_MS: '500',
      // soon reached by somebody who means to; nothing else here calls them so often
      LIMIT_CHALLENGE: String(challengeLimit),
    });
    const { code, stdout, stderr } = await lab.script('deploy');
    if (code !== 0) throw new Error(`./deploy.sh ended with ${code}:\n${stdout}\n${stderr}`);
    world = await createWorld(lab);
    expiry = await forgetToPay(world);
  }, 180_000);
  afterAll(() => lab.close(), 60_000);

  describeContract(() => world);
  describePurchases(() => world);
  describeRefunds(() => world);
  describePersonalData(() => world);
  describeHabits(() => world);
  describeLoad(() => world);
  describeK6(() => world);
  describeLabController(() => world);
  describeCounterpart(() => world);
  describeAutoscaling(() => world);
  describeOutage(() => world);
  describeOperating(() => world);
  describeSurvival(() => world);
  it('an order that nobody pays expires, whatever went on meanwhile', () => expiry(), 120_000);
  describeBalance(() => world);
});
