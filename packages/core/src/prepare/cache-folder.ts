import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where this user's caches of torchrelay lie: `$XDG_CACHE_HOME/torchrelay`, or the platform's own place. */
export function cacheFolder({
  platform = process.platform,
  environment = process.env,
  home = homedir(),
}: {
  readonly platform?: NodeJS.Platform;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly home?: string;
} = {}): string {
  const given = environment['XDG_CACHE_HOME'];
  if (given !== undefined && given !== '') return join(given, 'torchrelay');
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'torchrelay');
  if (platform === 'win32') {
    return join(
      environment['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'),
      'torchrelay',
      'Cache',
    );
  }
  return join(home, '.cache', 'torchrelay');
}
