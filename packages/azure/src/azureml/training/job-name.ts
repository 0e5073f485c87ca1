/** The job's name that an attempt's own name begins with. */
export function jobNameOf(id: string): string {
  return /^(.+)-[0-9a-f]{12}-\d+$/.exec(id)?.[1] ?? id;
}
