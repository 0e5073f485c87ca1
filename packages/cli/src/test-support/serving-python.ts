/** The Python with PyTorch that the tests run real models with. */
export function servingPython(): string {
  const python = process.env['TORCHRELAY_PYTHON'];
  if (python !== undefined && python !== '') return python;
  throw new Error(
    'These tests need a Python with PyTorch: run `npm test`, or set TORCHRELAY_PYTHON.',
  );
}
