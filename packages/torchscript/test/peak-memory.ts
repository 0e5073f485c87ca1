import { existsSync, readFileSync } from 'node:fs';

/** The most memory that this process has taken, in bytes. */
export function peakMemory(): number {
  // On Linux `resourceUsage` counts what the parent had when it started us, too.
  const status = existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'utf8') : '';
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return kibibytes === undefined ? process.resourceUsage().maxRSS * 1024 : Number(kibibytes) * 1024;
}
