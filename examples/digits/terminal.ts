export function heading(text: string): void {
  console.log(`\n${text}`);
}

export function say(line: string): void {
  console.log(`  ${line}`.trimEnd());
}

/** 1 for no colours, which is what pipes, files and NO_COLOR get; 8 for 256; 24 for all. */
export function colorDepth(): number {
  return process.stdout.isTTY ? process.stdout.getColorDepth() : 1;
}

/** Ctrl-C aborts the program, so that it can clean up; a failure is said in a sentence, and exits with 1. */
export async function run(program: (abortSignal: AbortSignal) => Promise<void>): Promise<void> {
  const interruption = new AbortController();
  process.once('SIGINT', () => interruption.abort());
  try {
    await program(interruption.signal);
  } catch (error) {
    const isInterrupted = interruption.signal.aborted;
    console.error(isInterrupted ? '\ninterrupted' : `\n${describeError(error)}`);
    process.exitCode = isInterrupted ? 130 : 1;
  }
}

/** What is wrong and, where the error knows it, what to do next. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return `error: ${String(error)}`;
  const hint = 'hint' in error && typeof error.hint === 'string' ? `\n\nhint: ${error.hint}` : '';
  return `error: ${error.message}${hint}`;
}
