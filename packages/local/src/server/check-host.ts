import { HttpProblem } from '../inference/http-problem.ts';

const LOOPBACK_NAMES: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * A page in a browser could reach this port through a name of its own that it points to 127.0.0.1.
 *
 * @throws HttpProblem 421
 */
export function checkHost({
  headers: { host = '' },
}: {
  headers: { readonly host?: string | undefined };
}): void {
  const name = host.replace(/:\d+$/, '');
  if (!LOOPBACK_NAMES.has(name)) {
    throw new HttpProblem({
      status: 421,
      message: `This server answers for localhost only, not for "${name}".`,
    });
  }
}
