// The oldest releases that every development tool runs on: tsdown, vitest and changesets set them.
const floors = [
  { major: 22, minor: 19 },
  { major: 24, minor: 11 },
];
const everyReleaseFrom = 26;

/**
 * Whether the repository can be developed with this Node.
 *
 * @param {string} version as in `process.versions.node`
 */
export function isDevelopmentNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major >= everyReleaseFrom) return true;
  return floors.some((floor) => floor.major === major && minor >= floor.minor);
}
