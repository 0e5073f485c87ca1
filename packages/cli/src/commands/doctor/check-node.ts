import type { Check } from './check.ts';

const oldest = { major: 22, minor: 12 };

export function checkNode(version: string = process.versions.node): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isRecent = major > oldest.major || (major === oldest.major && minor >= oldest.minor);
  if (isRecent) return { name: 'Node', outcome: 'ok', message: version };
  return {
    name: 'Node',
    outcome: 'problem',
    message: `${version} is too old.`,
    hint: `Install Node ${oldest.major}.${oldest.minor} or later.`,
  };
}
