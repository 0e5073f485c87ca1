import { runStep } from './step.js';

/** @typedef {import('./step.js').Step} Step */

/**
 * Does the steps of each row one after the other, and the rows side by side. What it says is what it would say of one
 * row after the other: a row is held back until the one before it is through.
 *
 * All rows come to their end, also when one fails: nothing goes on behind the back of whoever reads the error.
 *
 * @param {readonly Iterable<Step>[]} rows a step is asked for when the one before it is done
 * @param {(text: string) => unknown} [write]
 */
export async function runSideBySide(rows, write = (text) => process.stderr.write(text)) {
  /** @type {Promise<unknown>} */
  let before = Promise.resolve();
  const outcomes = rows.map((row) => {
    const mouth = holdUntil(before, write);
    const outcome = runRow(row, mouth.say);
    // Until all that it has said is out.
    before = Promise.allSettled([before, outcome]).then(() => mouth.isOpen);
    return outcome;
  });
  await before;
  await Promise.all(outcomes);
}

/**
 * @param {Iterable<Step>} steps
 * @param {(text: string) => unknown} write
 */
async function runRow(steps, write) {
  for (const step of steps) await runStep(step, write);
}

/**
 * @param {Promise<unknown>} moment
 * @param {(text: string) => unknown} write
 */
function holdUntil(moment, write) {
  /** @type {string[] | undefined} */
  let held = [];
  const open = async () => {
    await moment;
    for (const text of held ?? []) write(text);
    held = undefined;
  };
  const say = (/** @type {string} */ text) => (held === undefined ? write(text) : held.push(text));
  return { say, isOpen: open() };
}
