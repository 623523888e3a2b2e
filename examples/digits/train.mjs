// Trains a small neural network to read handwritten digits. Plain Node, one core, no packages:
//
//   node train.mjs
//
// Stop it at any time: started again, it goes on after its newest checkpoint, and its result is the same to the last bit.
import { appendFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadCheckpoint, saveCheckpoint } from './checkpoint.mjs';
import { readDigits, seededRandom, shifted } from './data.mjs';
import { classify, learn, makeNetwork, step } from './network.mjs';

const epochs = Number(process.env.EPOCHS || 80);
const seed = Number(process.env.SEED || 7);
const batchSize = 32;
// Under skyplan both are set; by hand, the checkpoints lie beside this file.
const folder = process.env.SKYPLAN_CHECKPOINT_DIR || 'checkpoint';
const progressFile = process.env.SKYPLAN_PROGRESS_FILE;

const { training, test } = readDigits();
const network = makeNetwork([64, 192, 96, 10], seededRandom(seed));
const done = loadCheckpoint(folder, network);
console.log(
  `${training.length} pictures to learn from, ${test.length} to be tested on, ${network.parameters.length} weights`,
);
if (done > 0) console.log(`going on after epoch ${done}, from ${folder}`);

for (let epoch = done + 1; epoch <= epochs; epoch += 1) {
  const loss = trainEpoch(epoch);
  const accuracy = testAccuracy();
  saveCheckpoint(folder, epoch, network);
  console.log(`epoch ${epoch}/${epochs}  loss ${loss.toFixed(4)}  test accuracy ${(100 * accuracy).toFixed(2)} %`);
  if (progressFile) appendFileSync(progressFile, `${JSON.stringify({ step: epoch, total: epochs, loss, accuracy })}\n`);
}

const accuracy = testAccuracy();
const model = join(folder, 'model.json');
writeFileSync(`${model}.tmp`, JSON.stringify({ epochs, seed, accuracy, weights: [...network.parameters] }));
renameSync(`${model}.tmp`, model);
console.log(`test accuracy ${(100 * accuracy).toFixed(2)} % on ${test.length} pictures that it has never seen`);

/** The random numbers depend on the epoch alone, not on what ran before: this is why a resumed run is the same run. */
function trainEpoch(epoch) {
  const random = seededRandom(seed * 1000 + epoch);
  const order = training.map((_, i) => i);
  for (let i = order.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  const rate = 0.05 * 0.5 * (1 + Math.cos((Math.PI * (epoch - 1)) / epochs));
  const pixels = new Float64Array(64);
  let loss = 0;
  for (let at = 0; at < order.length; at += batchSize) {
    const batch = order.slice(at, at + batchSize);
    for (const i of batch) loss += learn(network, shifted(training[i].pixels, random, pixels), training[i].label);
    step(network, rate, batch.length);
  }
  return loss / order.length;
}

function testAccuracy() {
  return test.filter(({ pixels, label }) => classify(network, pixels) === label).length / test.length;
}
