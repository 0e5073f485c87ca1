/** What each package may build upon. Whatever is not listed is refused, so a new package begins with a line here. */
export const layers: Readonly<Record<string, readonly string[]>> = {
  '@torchrelay/torchscript': [],
  '@torchrelay/core': ['@torchrelay/torchscript'],
  '@torchrelay/local': ['@torchrelay/torchscript', '@torchrelay/core'],
  '@torchrelay/testing': ['@torchrelay/torchscript', '@torchrelay/core'],
  torchrelay: [
    '@torchrelay/torchscript',
    '@torchrelay/core',
    '@torchrelay/local',
    '@torchrelay/testing',
  ],
};

/** What the tests of a package may use besides. */
export const testLayers: Readonly<Record<string, readonly string[]>> = {
  '@torchrelay/local': ['@torchrelay/testing'],
};

export const isOurs = (name: string): boolean =>
  name === 'torchrelay' || name.startsWith('@torchrelay/');
