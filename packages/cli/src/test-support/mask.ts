/** Waits that a fast machine does not see. */
const shortWaits =
  /^ {2}\w+ .*: (creating|updating|deleting|the server is ending its requests|ending its requests)\n/gm;

/** Replaces what differs from run to run: times, ports, processes, digests, folders. */
export function mask(text: string, folder = '\0'): string {
  return text
    .replaceAll(shortWaits, '')
    .replaceAll(folder, '<folder>')
    .replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:<port>')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<date>')
    .replaceAll(/\b(?:sha256:)?[0-9a-f]{64}\b/g, '<digest>')
    .replaceAll(/\b[0-9a-f]{12}\b/g, '<digest>')
    .replaceAll(/^read .* in /gm, 'read <bytes> in ')
    .replaceAll(/ +\d+ min \d+ s$/gm, ' <time>')
    .replaceAll(/ *\b\d+(\.\d+)? (ms|s)\b/g, ' <time>')
    .replaceAll(/\d+ (year|month|day|hour|minute)s? ago/g, '<age>')
    .replaceAll(/process \d+/g, 'process <id>')
    .replaceAll(/\b[a-z_][\w-]*@[\w.-]+/g, '<actor>')
    .replaceAll(/ +$/gm, '');
}

/** Both streams of a command, as the test compares them. */
export function transcript(
  { stdout, stderr, exitCode }: { stdout: string; stderr: string; exitCode: number | null },
  folder?: string,
): string {
  return [
    `exit ${exitCode}`,
    ...section('stdout', mask(stdout, folder)),
    ...section('stderr', mask(stderr, folder)),
  ].join('\n');
}

function section(name: string, text: string): string[] {
  return text === '' ? [] : [`--- ${name}`, text.trimEnd()];
}
