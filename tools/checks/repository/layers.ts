/** What each package may build upon. Whatever is not listed is refused, so a new package begins with a line here. */
export const layers: Readonly<Record<string, readonly string[]>> = {
  '@torchrelay/torchscript': [],
  '@torchrelay/core': ['@torchrelay/torchscript'],
  '@torchrelay/local': ['@torchrelay/torchscript', '@torchrelay/core'],
  '@torchrelay/testing': ['@torchrelay/torchscript', '@torchrelay/core'],
  '@torchrelay/aws': ['@torchrelay/torchscript', '@torchrelay/core'],
  '@torchrelay/azure': ['@torchrelay/torchscript', '@torchrelay/core'],
  torchrelay: [
    '@torchrelay/torchscript',
    '@torchrelay/core',
    '@torchrelay/local',
    '@torchrelay/aws',
    '@torchrelay/azure',
    '@torchrelay/testing',
  ],
};

/** What the tests of a package may use besides. */
export const testLayers: Readonly<Record<string, readonly string[]>> = {
  '@torchrelay/local': ['@torchrelay/testing'],
  '@torchrelay/aws': ['@torchrelay/testing', '@torchrelay/stand-ins', '@torchrelay/local'],
  '@torchrelay/azure': ['@torchrelay/testing', '@torchrelay/stand-ins', '@torchrelay/local'],
};

export const isOurs = (name: string): boolean =>
  name === 'torchrelay' || name.startsWith('@torchrelay/');
