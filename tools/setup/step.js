/**
 * @typedef {object} Step
 * @property {string} title what it does, as a line for the person who waits
 * @property {() => boolean | Promise<boolean>} isDone quick: it is asked on every run
 * @property {() => Promise<string | void>} run what it returns is shown as advice
 */

/**
 * Runs one step unless it is done already. A done step says nothing.
 *
 * @param {Step} step
 * @param {(text: string) => unknown} [write]
 */
export async function runStep(
  { title, isDone, run },
  write = (text) => process.stderr.write(text),
) {
  if (await isDone()) return;
  const startedAt = performance.now();
  write(`${title} … `);
  try {
    const advice = await run();
    write(`done in ${seconds(startedAt)}\n`);
    if (advice) write(`${advice}\n`);
  } catch (error) {
    write(`failed after ${seconds(startedAt)}\n\n`);
    throw error;
  }
}

/** @param {number} startedAt */
function seconds(startedAt) {
  return `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
}
