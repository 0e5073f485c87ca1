/**
 * @typedef {object} PythonEnvironment
 * @property {string} purpose what it is for, as the person who waits reads it
 * @property {boolean} showsSystemPackages whether packages of the system's Python may stand in for an installation
 * @property {number} neededBytes disk space to start with
 */

const MEBIBYTE = 2 ** 20;

/**
 * The environments under .python/. Beside this file each has its requirements, `<name>.txt`, and the program that proves
 * it works, `<name>.check.py`.
 *
 * @type {Readonly<Record<string, PythonEnvironment>>}
 */
export const pythonEnvironments = {
  serving: {
    purpose: 'PyTorch, to serve with on this machine',
    showsSystemPackages: false,
    neededBytes: 1500 * MEBIBYTE,
  },
  protobuf: {
    purpose: "Google's protobuf, to hold generated configurations against NVIDIA's definition",
    showsSystemPackages: false,
    neededBytes: 100 * MEBIBYTE,
  },
  'stand-ins': {
    purpose: 'moto, to test against in place of AWS',
    showsSystemPackages: true,
    neededBytes: 500 * MEBIBYTE,
  },
  inputs: {
    purpose: 'Pillow and the tokenizers, to hold what is made of pictures and texts against',
    showsSystemPackages: false,
    neededBytes: 200 * MEBIBYTE,
  },
};
